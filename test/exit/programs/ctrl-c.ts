/** Signals to this process, sent by a thread when main is known to be in a wait that can be interrupted. */
import { getEnvironmentData } from 'node:worker_threads'
import { Lock, sleep, Thread } from 'nogil'

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
export function heldElsewhere(): { lock: Lock; release: () => void; holder: Thread<unknown[], void> } {
  const lock = new Lock()
  const words = new Int32Array(new SharedArrayBuffer(8))
  const holder = new Thread({ target: holds, args: [lock, words], daemon: true })
  holder.start()
  while (!lock.locked()) sleep(1)
  return { lock, release: () => void Atomics.store(words, 0, 1), holder }
}

function holds(lock: Lock, words: Int32Array<SharedArrayBuffer>): void {
  lock.acquire()
  while (Atomics.load(words, 0) === 0) sleep(2)
  lock.release()
}
