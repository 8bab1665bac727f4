/** Timer: CPython's TimerTests, cancelling from anywhere, and what a Thread subclass is to other threads. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { Event, Semaphore, Thread, Timer } from 'nogil'
import type { Lock } from 'nogil'
import { addTo, makeWords, read } from '../support/words.ts'
import { Stoppable } from './fixtures/stoppable.ts'

function elsewhere<R>(target: () => R): Awaited<R> {
  const thread = new Thread({ target })
  thread.start()
  return thread.result({ timeout: 10_000 })
}

test('test_init_immutable_default_args: what a program does to the args of one timer is not seen in the next', () => {
  const called = new Event()
  const counts = makeWords()
  const spy = (...args: unknown[]): void => {
    addTo(counts, 0, 1)
    addTo(counts, 1, args.length)
    called.set()
  }
  const first = new Timer(10, spy)
  first.start()
  called.wait()
  first.args.push('blah')
  called.clear()
  const second = new Timer(10, spy)
  second.start()
  called.wait()
  first.join()
  second.join()
  assert.deepEqual([read(counts, 0), read(counts, 1)], [2, 0])
  assert.deepEqual([first.args, second.args], [['blah'], []])
})

test('a timer fires once, after its interval, on a thread of its own, with its arguments', () => {
  const before = performance.now()
  const timer = new Timer(60, (a: number, b: number) => [a + b, performance.now()], [2, 3])
  assert.match(String(timer), /^<Timer\(Thread-\d+, initial\)>$/)
  assert.deepEqual(
    [timer.interval, timer.args, timer.daemon, timer.finished.isSet()],
    [60, [2, 3], false, false],
  )
  timer.start()
  const [sum, at] = timer.result() as [number, number]
  assert.equal(sum, 5)
  assert.ok(at - before >= 59, `${at - before} ms`)
  assert.equal(timer.finished.isSet(), true)
  assert.throws(() => timer.start(), { name: 'ThreadError', message: 'threads can only be started once' })
})

test('a cancelled timer never calls, whoever cancels it: before the start, by the starter, by another thread', () => {
  const counts = makeWords()
  const fire = (): number => addTo(counts, 0, 1)
  const early = new Timer(0, fire)
  early.cancel()
  const own = new Timer(60_000, fire)
  const others = new Timer(60_000, fire)
  for (const timer of [early, own, others]) timer.start()
  own.cancel()
  const seen = elsewhere(() => {
    others.cancel()
    return [others instanceof Timer, others.interval, others.finished.isSet(), others.name]
  })
  assert.deepEqual(seen, [true, 60_000, true, others.name])
  for (const timer of [early, own, others]) assert.equal(timer.result({ timeout: 10_000 }), undefined)
  assert.equal(read(counts, 0), 0)
})

test('cancelling a timer that has fired does nothing', () => {
  const timer = new Timer(0, () => 'fired')
  timer.start()
  timer.join()
  timer.cancel()
  timer.cancel()
  assert.equal(timer.result(), 'fired')
})

test('a timer may call itself off from its own function, which goes on', () => {
  const gate = new Semaphore(0)
  const timer: Timer<[], string> = new Timer(0, () => {
    gate.acquire()
    return 'to its end'
  })
  timer.start()
  timer.cancel()
  gate.release()
  // cancelled too late or in time: either is right, but nothing in between
  assert.ok(['to its end', undefined].includes(timer.result() as string | undefined))
})

test('an error in the function is the result, and finished stays clear, as in Python', async () => {
  const timer = new Timer(0, (): void => {
    throw new RangeError('boom')
  })
  timer.start()
  await assert.rejects(timer.resultAsync(), { name: 'RangeError', message: 'boom' })
  assert.equal(timer.finished.isSet(), false)
})

test('finished is set when the promise of an async function is fulfilled', async () => {
  const gate = new Event()
  const timer = new Timer(0, async () => {
    await gate.waitAsync()
    return 'later'
  })
  timer.start()
  assert.equal(await timer.finished.waitAsync({ timeout: 20 }), false)
  gate.set()
  assert.equal(await timer.resultAsync(), 'later')
  assert.equal(timer.finished.isSet(), true)
})

test('bad arguments are refused', () => {
  const make =
    (...args: unknown[]) =>
    (): unknown =>
      Reflect.construct(Timer, args)
  assert.throws(
    make('1', () => {}),
    { name: 'TypeError', message: /interval/ },
  )
  assert.throws(
    make(undefined, () => {}),
    TypeError,
  )
  assert.throws(
    make(-1, () => {}),
    RangeError,
  )
  assert.throws(
    make(NaN, () => {}),
    RangeError,
  )
  assert.throws(make(1), { name: 'TypeError', message: /function/ })
  assert.throws(
    make(1, () => {}, 5),
    TypeError,
  )
})

test('a subclass of Timer has its own run(), and the timer’s', () => {
  class Twice extends Timer<[number], number> {
    override run(): unknown {
      return [super.run(), super.run()]
    }
  }
  const timer = new Twice(5, (n: number) => n * 2, [21])
  timer.start()
  // the second wait finds `finished` set
  assert.deepEqual(timer.result(), [42, undefined])
})

test('a thread of a subclass can be told to stop by a third thread, through its own method', () => {
  const worker = new Stoppable('here')
  worker.start()
  const stopped = elsewhere(() => {
    worker.stop()
    return [worker instanceof Stoppable, worker.label, worker.name]
  })
  assert.deepEqual(stopped, [true, 'here', worker.name])
  assert.equal(worker.result({ timeout: 10_000 }), 'stopped here')
})

test('a thread whose fields cross only once is a plain Thread to third threads', () => {
  class Sender extends Thread {
    readonly port: MessagePort
    constructor(port: MessagePort) {
      super()
      this.port = port
    }
    override run(): unknown {
      return typeof this.port.postMessage
    }
  }
  const { port1, port2 } = new MessageChannel()
  const sender = new Sender(port1)
  sender.start()
  assert.equal(sender.result(), 'function')
  assert.deepEqual(
    elsewhere(() => [sender.isAlive(), sender.name]),
    [false, sender.name],
  )
  port2.close()
})

test('a timer waits behind no lock of the library: many of them fire side by side', () => {
  const counts: Lock = makeWords()
  const timers = Array.from({ length: 4 }, (_, n) => new Timer(20 + n, () => addTo(counts, 0, 1)))
  for (const timer of timers) timer.start()
  for (const timer of timers) timer.join()
  assert.equal(read(counts, 0), 4)
})
