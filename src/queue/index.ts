/**
 * Queues between threads: Python's `queue`.
 *
 * @module nogil/queue
 */
export { LifoQueue, PriorityQueue, Queue } from './queue.ts'
export type { ShutdownOptions } from './shutdown-options.ts'
export type { QueueOptions } from './maxsize.ts'
export { SimpleQueue } from './simple-queue.ts'
export type { AsyncWaitOptions, WaitOptions } from '../threading/timeout.ts'
export { Empty, Full, ShutDown } from '../errors.ts'
