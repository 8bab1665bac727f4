/** Threads that die while they await, or hold up others: who waits for the same object goes on, or is told. */
import { Barrier, CountDownLatch, Event, Once, Semaphore, Thread } from 'nogil'
import { awaitersOf } from '../../support/signal-words.ts'
import { until } from '../../support/waiters.ts'

const LIMIT = { timeout: 10_000 }

function dies(): never {
  const { reallyExit } = process as unknown as { reallyExit(code: number): never }
  return reallyExit(3)
}

/** Dies once `may` is set. */
async function awaitsAndDies(wait: () => unknown, may: Event): Promise<void> {
  void wait()
  await may.waitAsync()
  dies()
}

function start(target: () => unknown): Thread<[], unknown> {
  const thread = new Thread({ target })
  thread.start()
  return thread
}

function outcome(wait: () => unknown): string {
  try {
    return String(wait())
  } catch (error) {
    const { name, message } = error as Error
    return `${name}${/: ([^;]*)/.exec(message)?.[0] ?? ''}`
  }
}

const may = new Event()

const barrier = new Barrier(4)
const party = start(() => awaitsAndDies(() => barrier.waitAsync(), may))
const blocked = start(() => outcome(() => barrier.wait(LIMIT)))
const killer = start(() => {
  until(() => barrier.nWaiting === 3, 'all but one wait')
  may.set()
})
console.log('barrier, main:', outcome(() => barrier.wait(LIMIT)))
console.log('barrier, thread:', blocked.result())
killer.join()
party.join()
barrier.reset()
console.log('barrier, again:', barrier.nWaiting, barrier.broken)

const fatal = new Barrier(2, { action: dies })
const runner = start(() => {
  until(() => fatal.nWaiting === 1, 'main waits')
  fatal.wait()
})
console.log('action:', outcome(() => fatal.wait(LIMIT)))
runner.join()

const semaphore = new Semaphore(0)
const ready = new CountDownLatch(1)
const taker = start(() =>
  awaitsAndDies(() => {
    for (let n = 0; n < 3; n++) void semaphore.acquireAsync()
    ready.countDown()
  }, may),
)
ready.wait(LIMIT)
taker.join()
console.log('semaphore, awaiting:', awaitersOf(semaphore))
semaphore.release(2)
console.log('semaphore:', semaphore.acquire(LIMIT), semaphore.tryAcquire(), semaphore.tryAcquire())

const event = new Event()
const latch = new CountDownLatch(1)
const both = start(() =>
  awaitsAndDies(() => {
    void event.waitAsync()
    void latch.waitAsync()
  }, may),
)
both.join()
console.log('event and latch, awaiting:', awaitersOf(event), awaitersOf(latch))
event.set()
latch.countDown()
console.log('event and latch:', event.wait(LIMIT), latch.wait(LIMIT))

const once = new Once()
const begun = new Event()
const doer = start(() =>
  once.do(() => {
    begun.set()
    until(() => awaitersOf(event) === 1, 'main has started the others')
    dies()
  }),
)
begun.wait(LIMIT)
const others = Array.from({ length: 3 }, () => start(() => outcome(() => once.do(() => {}, LIMIT))))
event.clear()
const mark = event.waitAsync()
doer.join()
console.log('once:', others.map((other) => other.result()).join(), once.done)
event.set()
await mark
