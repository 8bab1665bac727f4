/** Signals to this process, sent by a thread when main is known to be in a wait that can be interrupted. */
import { getEnvironmentData } from 'node:worker_threads'
import { Barrier, Condition, CountDownLatch, Event, Lock, RLock, RWLock, Semaphore, sleep, Thread } from 'nogil'

/** SIGNALS_WANTED and SIGNALS_WATCHED of src/core/layout.ts: bit n for signal n. */
const SIGNALS_WANTED = 3548
export const SIGINT = 2
const LIMIT_MS = 15_000

function watchedSignals(): number {
  const { memory } = getEnvironmentData('nogil.arena') as unknown as { memory: WebAssembly.Memory | SharedArrayBuffer }
  const buffer = memory instanceof SharedArrayBuffer ? memory : (memory.buffer as unknown as SharedArrayBuffer)
  const words = new Int32Array(buffer, SIGNALS_WANTED, 2)
  return Atomics.load(words, 0) & Atomics.load(words, 1)
}

/** Blocks this thread until main waits, and the supervisor watches the signal for it. */
export function untilBlocked(signal: number = SIGINT): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  const limit = performance.now() + LIMIT_MS
  while ((watchedSignals() & (1 << signal)) === 0) {
    if (performance.now() > limit) throw new Error(`main is not in an interruptible wait within ${LIMIT_MS} ms`)
    Atomics.wait(pause, 0, 0, 1)
  }
}

function send(signal: number): void {
  untilBlocked(signal)
  process.kill(process.pid, signal)
}

/** Starts a thread that presses Ctrl-C once main is blocked. */
export function pressCtrlC(signal: number = SIGINT): Thread<[number], void> {
  const thread = new Thread({ target: send, args: [signal], daemon: true })
  thread.start()
  return thread
}

/** A lock that a thread of its own holds: main that waits for it is in no deadlock. `release` frees it. */
export function heldElsewhere(lock: Lock | RLock = new Lock()): {
  lock: Lock | RLock
  release: () => void
  holder: Thread<unknown[], void>
} {
  const words = new Int32Array(new SharedArrayBuffer(8))
  const holder = new Thread({ target: holds, args: [lock, words], daemon: true })
  holder.start()
  while (!lock.locked()) sleep(1)
  return { lock, release: () => void Atomics.store(words, 0, 1), holder }
}

interface Wait {
  /** Blocks; returns what the second run returns when `allow()` has been called. */
  readonly wait: () => unknown
  readonly allow: () => void
  /** What an interrupt must not have changed. */
  readonly state: () => unknown
}

/** Everything that main can be blocked in, by name. */
export const WAITS: Record<string, () => Wait> = {
  join: () => ofThread((thread) => thread.join()),
  'timed-join': () => ofThread((thread) => thread.join({ timeout: 60_000 })),
  result: () => ofThread((thread) => thread.result()),
  acquire: () => ofLock(new Lock(), (lock) => lock.acquire()),
  'timed-acquire': () => ofLock(new Lock(), (lock) => lock.acquire({ timeout: 60_000 })),
  rlock: () => ofLock(new RLock(), (lock) => lock.acquire()),
  'timed-rlock': () => ofLock(new RLock(), (lock) => lock.acquire({ timeout: 60_000 })),
  hold: () => ofLock(new Lock(), (lock) => lock.hold()),
  sleep() {
    let ms = 60_000
    return { wait: () => sleep(ms), allow: () => (ms = 1), state: () => ms }
  },
  event() {
    const event = new Event()
    return { wait: () => event.wait(), allow: () => event.set(), state: () => event.isSet() }
  },
  'timed-event'() {
    const event = new Event()
    return { wait: () => event.wait({ timeout: 60_000 }), allow: () => event.set(), state: () => event.isSet() }
  },
  semaphore() {
    const semaphore = new Semaphore(0)
    const allow = (): void => semaphore.release()
    return { wait: () => semaphore.acquire(), allow, state: () => semaphore.tryAcquire() }
  },
  barrier() {
    const barrier = new Barrier(2)
    const allow = (): void => new Thread({ target: passes, args: [barrier] }).start()
    return { wait: () => typeof barrier.wait(), allow, state: () => [barrier.broken, barrier.nWaiting] }
  },
  latch() {
    const latch = new CountDownLatch(1)
    return { wait: () => latch.wait(), allow: () => latch.countDown(), state: () => latch.count }
  },
  'read-lock': () => ofRWLock((lock) => lock.readLock.acquire()),
  'write-lock': () => ofRWLock((lock) => lock.writeLock.acquire()),
  condition: () => ofCondition(new Condition(), (condition) => condition.wait()),
  'timed-condition': () => ofCondition(new Condition(), (condition) => condition.wait({ timeout: 60_000 })),
  'condition-of-lock': () => ofCondition(new Condition(new Lock()), (condition) => condition.wait()),
}

function ofThread(wait: (thread: Thread<unknown[], void>) => unknown): Wait {
  const { lock, release, holder } = heldElsewhere()
  return { wait: () => wait(holder), allow: release, state: () => [holder.isAlive(), lock.locked()] }
}

function ofLock<L extends Lock | RLock>(lock: L, wait: (lock: L) => unknown): Wait {
  const { release } = heldElsewhere(lock)
  return { wait: () => wait(lock), allow: release, state: () => lock.locked() }
}

function ofRWLock(wait: (lock: RWLock) => unknown): Wait {
  const lock = new RWLock()
  const words = new Int32Array(new SharedArrayBuffer(8))
  new Thread({ target: writes, args: [lock, words], daemon: true }).start()
  while (!lock.writeLock.locked()) sleep(1)
  const allow = (): void => void Atomics.store(words, 0, 1)
  return { wait: () => wait(lock), allow, state: () => [lock.readLock.locked(), lock.writeLock.locked()] }
}

function writes(lock: RWLock, words: Int32Array<SharedArrayBuffer>): void {
  lock.writeLock.acquire()
  while (Atomics.load(words, 0) === 0) sleep(2)
  lock.writeLock.release()
}

function passes(barrier: Barrier): void {
  barrier.wait()
}

/** The condition's lock is held again after the interrupt. */
function ofCondition(condition: Condition, wait: (condition: Condition) => unknown): Wait {
  let allowed = false
  function waits(): unknown {
    condition.acquire()
    try {
      return wait(condition)
    } finally {
      if (!condition.isOwned()) console.log('the condition has lost its lock')
      condition.release()
    }
  }
  function allow(): void {
    allowed = true
    new Thread({ target: notifies, args: [condition], daemon: true }).start()
  }
  return { wait: waits, allow, state: () => [allowed, condition.isOwned()] }
}

function notifies(condition: Condition): void {
  for (;;) {
    condition.acquire()
    condition.notifyAll()
    condition.release()
    sleep(1)
  }
}

function holds(lock: Lock | RLock, words: Int32Array<SharedArrayBuffer>): void {
  lock.acquire()
  while (Atomics.load(words, 0) === 0) sleep(2)
  lock.release()
}
