/**
 * Threads, what they synchronise with, and the objects that they share: `nogil/threading` and `nogil/shared` in one.
 *
 * @module nogil
 */
export * from './threading/index.ts'
export * from './shared/index.ts'
