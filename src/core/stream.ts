/**
 * A stream: what one task yields, on its way to the one thread that reads it. A queue (core/queue.ts) with room for as
 * many items as the task may be ahead, into which the task alone puts.
 *
 * The end is a shutdown that leaves the items, whoever makes it: when the task's future is done (core/future.ts, after its
 * state is stored, and so after the last put) the reader gets what is left and then learns that there is no more; when the
 * reader goes, the next put fails, and the task ends its generator.
 */
import { load, store } from '#atomics'
import { ST_BUFFER, ST_READER, ST_UNREAD } from './futures-layout.ts'
import { FIRST_IN, initQueue, setMaxsize, shutDown } from './queue.ts'
import { Q_GETTERS, Q_PUTTERS } from './queue-layout.ts'
import { settleQueue } from './queue-wait.ts'
import { signalAll } from './wait-list.ts'

/** @throws ThreadError when the arena is full. */
export function initStream(stream: number, buffer: number, reader: number): void {
  initQueue(stream, FIRST_IN, buffer)
  store(stream + ST_BUFFER, buffer)
  store(stream + ST_READER, reader)
}

/**
 * The task that has no room waits until half of the items are gone, not for each single one: the reader's gets compare with
 * Q_MAXSIZE, so the first ones wake nobody. One item of room is enough where there is room for one.
 */
export function narrow(stream: number, owner: number): void {
  setMaxsize(stream, owner, Math.max(1, load(stream + ST_BUFFER) >> 1))
}

/** It goes on. */
export function widen(stream: number, owner: number): void {
  setMaxsize(stream, owner, load(stream + ST_BUFFER))
}

/** Nothing is put any more, and the reader gets what is there. */
export function endStream(stream: number, owner: number): void {
  shutDown(stream, owner, false)
}

/** The reader looks whether there is a worker for the task. */
export function wakeReader(stream: number, owner: number): void {
  signalAll(stream + Q_GETTERS, owner)
}

/**
 * The reader begins or ends a wait for the task: a task that has no room must not wait for it meanwhile. The store comes
 * before the signal; the task enlists, and loads the word before it sleeps.
 */
export function setUnread(stream: number, owner: number, unread: boolean): void {
  store(stream + ST_UNREAD, unread ? 1 : 0)
  if (unread) signalAll(stream + Q_PUTTERS, owner)
}

export function isUnread(stream: number): boolean {
  return load(stream + ST_UNREAD) !== 0
}

/** A thread has died: if it was the reader, nobody reads on. What it filled, the end of its future ends. */
export function settleStream(stream: number, thread: number, ident: number, owner: number): void {
  settleQueue(stream, thread, ident, owner)
  if (load(stream + ST_READER) === ident) endStream(stream, owner)
}
