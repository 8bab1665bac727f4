/** RLock and Condition beside the rest: deadlocks, interrupts, module-level twins, handles that come and go. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { AsyncResource } from 'node:async_hooks'
import { Condition, DeadlockError, Lock, RLock, Thread, threadReports } from 'nogil'
import { collectGarbage } from '../support/garbage.ts'
import { runText } from '../support/program-text.ts'
import { runTypeScript } from '../support/recorded-twin.ts'
import { sleepers, until, waitersOf } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

test('of two threads that take two RLocks in opposite order one throws DeadlockError, and the other goes on', () => {
  const first = new RLock()
  const second = new RLock()
  const held = makeWords()
  function takeBoth(one: RLock, other: RLock): string {
    const outer = one.hold()
    addTo(held, 0, 1)
    until(() => read(held, 0) === 2, 'both hold one')
    try {
      other.hold()[Symbol.dispose]()
      return 'both'
    } catch (error) {
      return error instanceof DeadlockError ? error.message : String(error)
    } finally {
      outer[Symbol.dispose]()
    }
  }
  const threads = [new Thread({ target: takeBoth, args: [first, second] })]
  threads.push(new Thread({ target: takeBoth, args: [second, first] }))
  for (const thread of threads) thread.start()
  const results = threads.map((thread) => thread.result()).toSorted()
  assert.equal(results[0], 'both')
  assert.match(results[1] ?? '', /^deadlock: 2 threads wait for each other\n.*waits for RLock at 0x/)
  assert.deepEqual([first.locked(), second.locked(), sleepers(first), sleepers(second)], [false, false, 0, 0])
})

test('reports name the RLock that a thread holds', () => {
  const lock = new RLock()
  const gate = new Lock()
  gate.acquire()
  const thread = new Thread({
    target: () => (lock.acquire(), gate.acquire(), lock.release()),
    name: 'Holder',
  })
  thread.start()
  until(() => sleepers(gate) === 1, 'the thread holds the lock')
  const report = threadReports().find(({ name }) => name === 'Holder')
  assert.match(JSON.stringify(report), /RLock at 0x/)
  gate.release()
  thread.join()
})

test('a wait in main that is interrupted holds the lock as deep as before, and can be begun again', async () => {
  const { code, stdout } = await runTypeScript('test/threading/programs/interrupted-wait.ts', {})
  assert.deepEqual([code, stdout], [0, 'true 3 0\ntrue 3\n'])
})

test('an RLock and a condition made at the top level of a module are the same in every thread', async () => {
  const module = `
    import { Condition, Lock, RLock } from 'nogil'
    export const rlock = new RLock()
    export const own = new Condition()
    export const shared = new Condition(rlock)
    export const plain = new Condition(new Lock())
    export const seen = () => [rlock, own, shared, plain].map(String).join() +
      [shared.lock === rlock, own.lock !== rlock, own.lock.constructor.name, plain.lock.constructor.name].join()`
  const main = `
    import { Thread } from 'nogil'
    import { own, plain, rlock, seen } from './module.mjs'
    const inThread = (target) => { const thread = new Thread({ target }); thread.start(); return thread.result() }
    rlock.acquire()
    plain.acquire()
    console.log(seen() === inThread(() => seen()), seen().split('>').at(-1))
    console.log(inThread(() => [rlock.isOwned(), rlock.tryAcquire(), own.tryAcquire(), plain.tryAcquire()]).join())
    console.log(own.locked(), own.isOwned())`
  const { stdout, stderr } = await runText('rlock-twins', { 'main.mjs': main, 'module.mjs': module })
  assert.equal(stderr, '')
  const [same = '', tries, held] = stdout.trimEnd().split('\n')
  assert.match(same, /^true .*true,true,RLock,Lock$/)
  assert.deepEqual([tries, held], ['false,false,true,false', 'true false'])
})

test('a thread that drops the handle of an RLock it holds finds its hold again', async () => {
  const gate = new Lock()
  gate.acquire()
  const keepers: Thread<never, RLock>[] = []
  const dropped = ((): WeakRef<RLock> => {
    const lock = new RLock()
    lock.acquire()
    lock.acquire()
    const keep = (its: RLock): RLock => (gate.acquire(), its)
    const keeper = new Thread({ target: keep, args: [lock] })
    keeper.start()
    keepers.push(keeper as never)
    return new WeakRef(lock)
  })()
  new Thread({ target: () => {} }).start()
  await collectGarbage()
  assert.equal(dropped.deref(), undefined)
  gate.release()
  const lock = keepers[0]?.result() as RLock
  assert.deepEqual([lock.isOwned(), lock.recursionCount(), lock.tryAcquire()], [true, 2, false])
  lock.release()
  lock.release()
  assert.equal(lock.locked(), false)
})

test('a condition keeps its lock, and gives it back when it is collected', async () => {
  const condition = ((): Condition => new Condition(new RLock()))()
  new Thread({ target: () => {} }).start()
  await collectGarbage()
  condition.acquire()
  assert.match(String(condition.lock), /^<locked RLock .* count=1/)
  condition.release()
})

test('turns: a signal, an event or a callback in the same turn is the same code', () => {
  const lock = new RLock()
  lock.acquire()
  const target = new EventTarget()
  let got = false
  target.addEventListener('ping', () => (got = lock.tryAcquire()))
  target.dispatchEvent(new Event('ping'))
  assert.equal(got, true)
  assert.deepEqual(
    [1].map(() => lock.tryAcquire()),
    [true],
  )
  for (let depth = 3; depth > 0; depth--) lock.release()
  assert.equal(lock.locked(), false)
})

test('turns: code that enters another asynchronous context and takes the lock there may nest it there', () => {
  const lock = new RLock()
  const resource = new AsyncResource('test')
  lock.acquire()
  lock.release()
  // the turn has been marked outside of the resource
  resource.runInAsyncScope(() => {
    assert.deepEqual([lock.tryAcquire(), lock.tryAcquire()], [true, true])
    lock.release()
    lock.release()
  })
  assert.deepEqual([lock.tryAcquire(), lock.tryAcquire()], [true, true])
  lock.release()
  lock.release()
})

test('a thread that waits for a notify does not count as deadlocked while another may notify it', () => {
  const lock = new Lock()
  const condition = new Condition(lock)
  const words = makeWords()
  const waiters = [0, 1].map(
    () =>
      new Thread({ target: () => (lock.acquire(), condition.wait(), lock.release(), addTo(words, 0, 1)) }),
  )
  for (const waiter of waiters) waiter.start()
  until(() => waitersOf(condition) === 2, 'both wait')
  lock.acquire()
  condition.notifyAll()
  lock.release()
  for (const waiter of waiters) waiter.join()
  assert.equal(read(words, 0), 2)
})

test('a notify that reaches a flow of a thread just before its end goes to the next waiter', async () => {
  const condition = new Condition()
  const leaver = new Thread({
    target: async () => {
      await condition.acquireAsync()
      void condition.waitAsync()
      until(() => waitersOf(condition) === 2, 'main waits behind')
      condition.acquire()
      // its own flow is the first on the list; the thread ends before its event loop turns
      condition.notify()
      condition.release()
    },
  })
  leaver.start()
  until(() => waitersOf(condition) === 1, 'the flow waits')
  const held = await condition.holdAsync()
  assert.equal(await condition.waitAsync({ timeout: 10_000 }), true)
  held[Symbol.dispose]()
  leaver.join()
  assert.deepEqual([waitersOf(condition), condition.locked()], [0, false])
})

test('two flows of the first thread that makes an RLock are not both inside it', async () => {
  const { stdout, stderr } = await runText('first-rlock', {
    'main.mjs': `
      import { RLock, Thread } from 'nogil'
      async function target() {
        const lock = new RLock()
        let open
        const gate = new Promise((resolve) => { open = resolve })
        const flows = [1, 2].map(async () => {
          await gate
          try {
            lock.acquire()
            await null
            lock.release()
            return 'inside'
          } catch (error) {
            return error.name
          }
        })
        open()
        return (await Promise.all(flows)).join()
      }
      const thread = new Thread({ target })
      thread.start()
      console.log(thread.result())
    `,
  })
  assert.deepEqual([stdout, stderr], ['inside,ThreadError\n', ''])
})
