/**
 * Pools of threads and what their tasks will give: Python's `concurrent.futures`.
 *
 * @module nogil/futures
 */
export { Future } from './future.ts'
export type { CancelOptions } from './stop-task.ts'
export { currentTask } from './current-task.ts'
export type { CurrentTask } from './current-task.ts'
export { ThreadPoolExecutor } from './thread-pool-executor.ts'
export type { CallOptions } from './call-options.ts'
export type { PoolView } from './pool-view.ts'
export type { Submitted } from './intake.ts'
export type { OnFull, ThreadPoolOptions } from './pool-options.ts'
export type { ContextOption } from './task-context.ts'
export type { ContextStorage } from '../platform/async-context.ts'
export type { Executor, MapOptions } from './executor.ts'
export type { ShutdownOptions } from './shutdown-options.ts'
export { ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, wait, waitAsync } from './wait.ts'
export type { DoneAndNotDone, ReturnWhen } from './wait.ts'
export { asCompleted } from './as-completed.ts'
export type { Completed } from './as-completed.ts'
export { setUnseenErrorPolicy, unseenErrorPolicy } from './unseen.ts'
export type { UnseenErrorPolicy } from './unseen.ts'
export type { Stream } from './stream.ts'
export type { Streamable, StreamFunction, StreamOptions } from './open-stream.ts'
export type { PoolStats, Times } from './stats.ts'
export type { MapArguments, Mapped } from './map.ts'
export type { AsyncWaitOptions, WaitOptions } from '../threading/timeout.ts'
export {
  BrokenExecutor,
  BrokenThreadPool,
  CancelledError,
  Full,
  InvalidStateError,
  ThreadDiedError,
  TimeoutError,
} from '../errors.ts'
