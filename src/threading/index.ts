/**
 * Threads and what they synchronise with: Python's `threading`.
 *
 * @module nogil/threading
 */
export { Condition } from './condition.ts'
export { Barrier } from './barrier.ts'
export type { BarrierOptions } from './barrier-options.ts'
export { CountDownLatch } from './count-down-latch.ts'
export {
  activeCount,
  currentThread,
  enumerate,
  getIdent,
  getNativeId,
  isMainThread,
  mainThread,
} from './current.ts'
export { dump, dumpText, threadReports } from './dump.ts'
export { Event } from './event.ts'
export { excepthook, getExcepthook, setExcepthook } from './except-hook.ts'
export type { ExceptHook, ExceptHookArgs } from './except-hook.ts'
export type { ThreadReport, ThreadState } from '../runtime/dump/report.ts'
export { _exit, exit } from './exit.ts'
export { deadlockPolicy, setDeadlockPolicy } from './deadlock.ts'
export type { DeadlockPolicy } from './deadlock.ts'
export { interruptMain } from './interrupt-main.ts'
export { Local } from './local.ts'
export { Lock } from './lock.ts'
export { RLock } from './rlock.ts'
export { memory } from './memory.ts'
export type { MemoryOptions, MemoryReport } from './memory.ts'
export type { MemoryCount, ThreadHandles } from '../runtime/memory-report.ts'
export { Once } from './once.ts'
export { BoundedSemaphore, Semaphore } from './semaphore.ts'
export { RWLock } from './rw-lock.ts'
export type { RWLockSide } from './rw-lock-side.ts'
export { sleep, sleepAsync } from './sleep.ts'
export type { SleepOptions } from './sleep.ts'
export { Thread } from './thread.ts'
export type { ThreadOptions } from './thread-options.ts'
export { registerAtexit } from './at-exit.ts'
export { Timer } from './timer.ts'
export type { AbortSignalLike } from '../runtime/async-wait.ts'
export type { AsyncWaitOptions, WaitOptions } from './timeout.ts'
export {
  BrokenBarrierError,
  CaptureError,
  DeadlockError,
  KeyboardInterrupt,
  OwnerDiedError,
  ThreadDiedError,
  ThreadError,
  ThreadExit,
  TimeoutError,
} from '../errors.ts'
