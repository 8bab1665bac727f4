/** Waits that can never end throw, with everybody's place; waits that somebody may still end don't. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { DeadlockError, deadlockPolicy, Lock, mainThread, setDeadlockPolicy, sleep, Thread } from 'nogil'
import { runTypeScript } from '../support/recorded-twin.ts'
import { integer, randomFrom, withSeed } from '../support/seed.ts'
import { joiners, sleepers, until } from '../support/waiters.ts'
import { addTo, makeWords, read, write } from '../support/words.ts'

function thrownBy(wait: () => unknown): DeadlockError {
  try {
    wait()
  } catch (error) {
    if (error instanceof DeadlockError) return error
    throw error
  }
  throw new assert.AssertionError({ message: 'the wait ended' })
}

test('a lock that its only thread takes a second time throws, says where, and is held and usable as before', () => {
  const lock = new Lock()
  lock.acquire()
  const error = thrownBy(() => lock.acquire())
  assert.match(
    error.message,
    /^deadlock: a thread waits for itself\n {2}MainThread waits for Lock at 0x[0-9a-f]+, held by itself\n {6}at .*deadlock\.test\.js:\d+:\d+/,
  )
  assert.equal(error.cycle.length, 1)
  assert.equal(error.code, 'ERR_DEADLOCK')
  assert.match((error.stack ?? '').split('\n')[3] ?? '', /deadlock\.test\.js/)
  assert.equal(sleepers(lock), 0)
  assert.equal(lock.tryAcquire(), false)
  lock.release()
  assert.equal(lock.tryAcquire(), true)
  lock.release()
})

test('a lock taken twice waits while another thread that has it may release it', () => {
  const lock = new Lock()
  lock.acquire()
  const releaser = new Thread({
    target: () => {
      until(() => sleepers(lock) === 1, 'main waits')
      sleep(120) // longer than the first slice of a wait
      lock.release()
    },
  })
  releaser.start()
  assert.equal(lock.acquire(), true)
  releaser.join()
  lock.release()
})

test('a lock taken twice throws as soon as the last thread that could have released it has ended', () => {
  const lock = new Lock()
  lock.acquire()
  const idler = new Thread({
    target: () => until(() => sleepers(lock) === 1, 'main waits'),
  })
  idler.start()
  assert.match(thrownBy(() => lock.acquire()).message, /a thread waits for itself/)
  lock.release()
})

test('of two threads that take two locks in opposite order one throws, with both places, and the other goes on', () => {
  const first = new Lock()
  const second = new Lock()
  const held = makeWords()
  function takeBoth(one: Lock, other: Lock): string {
    one.acquire()
    addTo(held, 0, 1)
    until(() => read(held, 0) === 2, 'both hold one')
    try {
      other.acquire()
    } catch (error) {
      one.release()
      return (error as Error).message
    }
    other.release()
    one.release()
    return 'went on'
  }
  const threads = [
    new Thread({ target: takeBoth, args: [first, second], name: 'A' }),
    new Thread({ target: takeBoth, args: [second, first], name: 'B' }),
  ]
  for (const thread of threads) thread.start()
  const results = threads.map((thread) => thread.result())
  assert.equal(results.filter((result) => result === 'went on').length, 1, results.join('\n'))
  const report = results.find((result) => result !== 'went on') ?? ''
  assert.match(report, /^deadlock: 2 threads wait for each other/)
  for (const name of ['A', 'B']) {
    const other = name === 'A' ? 'B' : 'A'
    assert.match(report, new RegExp(`^  ${name} waits for Lock at 0x[0-9a-f]+, held by ${other}$`, 'm'))
  }
  assert.equal(report.match(/^ {6}at takeBoth \(.*deadlock\.test\.js:\d+:\d+\)$/gm)?.length, 2, report)
  assert.equal(first.locked() || second.locked(), false)
})

test('a ring of five locks has one victim', () => {
  const locks = Array.from({ length: 5 }, () => new Lock())
  const held = makeWords()
  const threads = locks.map((lock, index) => {
    const next = locks[(index + 1) % locks.length] ?? lock
    return new Thread({
      target: () => {
        lock.acquire()
        addTo(held, 0, 1)
        until(() => read(held, 0) === 5, 'all hold one')
        try {
          next.acquire()
        } catch (error) {
          lock.release()
          return (error as DeadlockError).cycle.length
        }
        next.release()
        lock.release()
        return 0
      },
    })
  })
  for (const thread of threads) thread.start()
  assert.deepEqual(threads.map((thread) => thread.result()).toSorted(), [0, 0, 0, 0, 5])
})

test('main that joins a thread that joins main gets the error', () => {
  const main = mainThread()
  const thread = new Thread({ target: () => void mainThread().join(), name: 'J', daemon: true })
  thread.start()
  until(() => joiners(main) === 1, 'the thread joins main')
  const error = thrownBy(() => thread.join())
  assert.deepEqual(error.cycle, ['MainThread waits for the end of J', 'J waits for the end of MainThread'])
  assert.equal(joiners(thread), 0)
})

test('a thread that joins one that joins it in turn ends, whichever of them began', () => {
  const gate = new Lock()
  gate.acquire()
  const told = makeWords()
  const first: Thread<[], string> = new Thread({
    target: () => {
      gate.acquire()
      gate.release()
      return 'first'
    },
    name: 'first',
  })
  first.start()
  const second = new Thread({
    target: (other: Thread) => {
      write(told, 0, 1)
      other.join()
    },
    args: [first],
    name: 'second',
  })
  second.start()
  until(() => read(told, 0) === 1 && joiners(first) === 1, 'second joins first')
  gate.release()
  second.join()
  assert.equal(first.result(), 'first')
})

test('a wait with a timeout in the ring is no deadlock: it ends by itself', () => {
  const lock = new Lock()
  lock.acquire()
  assert.equal(lock.acquire({ timeout: 120 }), false)
  const thread = new Thread({ target: () => mainThread().join({ timeout: 150 }) })
  thread.start()
  assert.equal(thread.result(), false)
  lock.release()
})

test('a lock whose holder has ended throws when nobody is left to release it', () => {
  const lock = new Lock()
  const leaver = new Thread({ target: () => void lock.acquire(), name: 'leaver' })
  leaver.start()
  leaver.join()
  const { message } = thrownBy(() => lock.acquire())
  assert.match(message, /a thread waits for one that has ended/)
  assert.match(message, /held by thread \d+, which has ended/)
  lock.release()
})

test('threads that give up at a deadlock and try again all get through, and none is stopped that could go on', async () => {
  await withSeed((random) => {
    const locks = Array.from({ length: 4 }, () => new Lock())
    const words = makeWords()
    const seed = integer(random, 0, 2 ** 31)
    function transfer(index: number): void {
      const mine = randomFrom(seed + index)
      for (let done = 0; done < 300;) {
        const from = integer(mine, 0, 4)
        const to = (from + integer(mine, 1, 4)) % 4
        const [one, other] = [locks[from], locks[to]]
        if (one === undefined || other === undefined) throw new RangeError('four locks')
        one.acquire()
        try {
          other.acquire()
          done += 1
          addTo(words, 0, 1)
          other.release()
        } catch (error) {
          if (!(error instanceof DeadlockError)) throw error
          addTo(words, 1, 1)
        } finally {
          one.release()
        }
      }
    }
    const threads = [0, 1, 2].map((index) => new Thread({ target: transfer, args: [index] }))
    for (const thread of threads) thread.start()
    for (const thread of threads) thread.result()
    assert.equal(read(words, 0), 900)
    assert.deepEqual(
      locks.map((lock) => lock.locked()),
      [false, false, false, false],
    )
  })
})

test('the policy is the same in all threads, and nothing but the three words is taken', () => {
  assert.equal(deadlockPolicy(), 'throw')
  const setter = new Thread({ target: () => setDeadlockPolicy('off') })
  setter.start()
  setter.join()
  try {
    assert.equal(deadlockPolicy(), 'off')
    const lock = new Lock()
    lock.acquire()
    assert.throws(() => setDeadlockPolicy('never' as 'off'), RangeError)
  } finally {
    setDeadlockPolicy('throw')
  }
})

test('with the policy off, a lock taken twice waits on', () => {
  const lock = new Lock()
  lock.acquire()
  setDeadlockPolicy('off')
  try {
    const releaser = new Thread({
      target: () => {
        until(() => sleepers(lock) === 1, 'main waits')
        lock.release()
      },
    })
    releaser.start()
    lock.acquire()
    releaser.join()
  } finally {
    setDeadlockPolicy('throw')
  }
})

test('a bad NOGIL_DEADLOCK is an error that names the good ones', async () => {
  const { code, stdout: output } = await runTypeScript('test/threading/programs/opposite-order.ts', {
    env: { NOGIL_DEADLOCK: 'maybe' },
  })
  assert.equal(code, 1)
  assert.match(output, /RangeError: Expected NOGIL_DEADLOCK to be one of throw, warn, off, got `maybe`/)
})

test('a ring of locks is warned of once when a thread that runs might still break it', async () => {
  const { stdout: output } = await runTypeScript('test/threading/programs/opposite-order.ts', {})
  assert.equal(output.match(/^Warning: likely deadlock: 2 threads wait for each other$/gm)?.length, 1, output)
  assert.match(output, /at takeBoth \(.*opposite-order\.ts:\d+:\d+\)/)
})

test('with the policy "warn" the report goes to output once and the wait lasts', async () => {
  const { code, stdout: output } = await runTypeScript('test/threading/programs/warned-of.ts', {
    env: { NOGIL_DEADLOCK: 'warn' },
  })
  assert.equal(code, 7)
  assert.doesNotMatch(output, /not reached/)
  assert.equal(output.match(/^Warning: deadlock: a thread waits for itself$/gm)?.length, 1, output)
})

test('with NOGIL_LOCK_SITES=1 a report says where the locks in it were taken', async () => {
  const { stdout: output } = await runTypeScript('test/threading/programs/opposite-order.ts', {
    env: { NOGIL_LOCK_SITES: '1' },
  })
  const site = String.raw`held by Thread-\d \(takeBoth\) since takeBoth \(.*opposite-order\.ts:9:7\)$`
  assert.equal(output.match(new RegExp(site, 'gm'))?.length, 2, output)
})
