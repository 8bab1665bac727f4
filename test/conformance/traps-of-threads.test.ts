/** The second part of traps.test.ts: joining, the end of a program, signals and timeouts. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Barrier, Condition, enumerate, Event, Lock, RLock, Semaphore, Thread } from 'nogil'
import { Bunch } from '../support/bunch.ts'
import { runText } from '../support/program-text.ts'
import { joiners, until } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

test('trap 9: many join one thread, and joins whose time is up race its end', () => {
  for (let round = 0; round < 20; round++) {
    const gate = new Lock()
    const joined = makeWords()
    gate.acquire()
    const thread = new Thread({ target: () => gate.acquire() })
    thread.start()
    const bunch = new Bunch(6, (index) => {
      const timeout = index < 4 ? Infinity : index
      return new Thread({
        target() {
          const ended = thread.join({ timeout })
          // what a join says is so: ended threads stay ended
          addTo(joined, 0, ended && thread.isAlive() ? 1000 : 0)
          addTo(joined, 0, ended || timeout !== Infinity ? 1 : 1000)
        },
      })
    })
    bunch.run(() => {
      until(() => joiners(thread) >= 4, 'four threads join for ever')
      gate.release()
    })
    assert.equal(read(joined, 0), 6)
    assert.equal(joiners(thread), 0)
    assert.equal(enumerate().includes(thread), false)
  }
})

test('trap 9: a thread that has ended says so by itself, and enumerate() does not list it', () => {
  const thread = new Thread({ target: () => undefined })
  thread.start()
  until(() => String(thread).includes('stopped'), 'the text says stopped')
  assert.equal(enumerate().includes(thread), false)
})

test('trap 11: threads are waited for after an error in main, also those that threads start after its end', async () => {
  const ran = await runText(
    'trap-exit',
    `
    import { mainThread, sleep, Thread } from 'nogil'
    const child = () => { sleep(30); console.log('child done') }
    const parent = () => { mainThread().join(); new Thread({ target: child }).start(); console.log('parent done') }
    new Thread({ target: parent }).start()
    throw new Error('main failed')
  `,
  )
  assert.equal(ran.code, 1)
  assert.deepEqual(ran.stdout.trimEnd().split('\n'), ['parent done', 'child done'])
  assert.match(ran.stderr, /main failed/)
})

test('trap 12: forty signals neither lengthen nor shorten a wait of half a second', async () => {
  const ran = await runText(
    'trap-signals',
    `
    import { Lock, sleep, Thread } from 'nogil'
    let heard = 0
    process.on('SIGINT', () => { heard++ })
    const lock = new Lock()
    lock.acquire()
    const send = () => { for (let n = 0; n < 40; n++) { sleep(20); process.kill(process.pid, 'SIGINT') } }
    // until the first thread has run there may be nobody who hears of signals while main is blocked
    const first = new Thread({ target: () => sleep(500) })
    first.start()
    first.join()
    const thread = new Thread({ target: send })
    thread.start()
    const began = performance.now()
    const got = lock.acquire({ timeout: 500 })
    const waited = performance.now() - began
    await thread.joinAsync()
    console.log(got, waited > 300 && waited < 2000 ? 'in time' : waited, heard > 0)
  `,
  )
  assert.deepEqual([ran.stdout.trim(), ran.signal, ran.stderr], ['false in time true', null, ''])
})

test('trap 13: no timeout is for ever, 0 is a try, a negative one is an error that changes nothing', () => {
  const lock = new Lock()
  const rlock = new RLock()
  const semaphore = new Semaphore(0)
  const condition = new Condition()
  const event = new Event()
  lock.acquire()
  condition.acquire()
  const waits: readonly ((timeout: number) => unknown)[] = [
    (timeout) => lock.acquire({ timeout }),
    (timeout) => semaphore.acquire({ timeout }),
    (timeout) => condition.wait({ timeout }),
    (timeout) => event.wait({ timeout }),
  ]
  for (const wait of waits) {
    assert.equal(wait(0), false)
    for (const timeout of [-1, -0.001, NaN]) assert.throws(() => wait(timeout), RangeError)
  }
  const barrier = new Barrier(2)
  const thread = new Thread({ target: () => event.wait({ timeout: undefined }) })
  thread.start()
  for (const wait of [
    () => rlock.acquire({ timeout: -1 }),
    () => barrier.wait({ timeout: -1 }),
    () => thread.join({ timeout: -1 }),
  ])
    assert.throws(wait, RangeError)
  assert.deepEqual(
    [rlock.locked(), barrier.broken, barrier.nWaiting, thread.isAlive()],
    [false, false, 0, true],
  )
  assert.equal(thread.join({ timeout: 0 }), false)
  event.set()
  assert.equal(thread.result(), true)
})
