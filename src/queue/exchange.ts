/**
 * Putting values into a queue's block and getting them out: what all classes of queues share. The algorithm is
 * core/queue.ts; here values become items, outcomes become errors, and waits are blocking or awaited.
 */
import { deadlineAfter } from '../core/clock.ts'
import { Q_GETTERS, Q_JOINERS, Q_PUTTERS } from '../core/queue-layout.ts'
import { DONE, finish, NEVER, NOT_NOW, putBack, TOO_MANY, tryGet, tryPut, UNFIT } from '../core/queue.ts'
import type { Outcome } from '../core/queue.ts'
import { hand, HAND_KEY } from '../core/queue-ring.ts'
import { get, isFinished, join, passItem, passRoom, put } from '../core/queue-wait.ts'
import { Empty, Full, ShutDown, ThreadError } from '../errors.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import type { Limits } from '../runtime/async-wait.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { freeBlock, messageInHand, pack, unpack, unpackMessage, unpackMessageAsync } from '../runtime/item.ts'
import { freeOrderKey, holdOrderKey, makeOrderKey } from './order-key.ts'

/** A queue as it is seen from here. */
export interface Channel {
  /** Its block. */
  readonly address: number
  /** Whether its items have sort keys. */
  readonly sorts: boolean
  /** What the program holds: who awaits keeps it, and so the block. */
  readonly handle: object
}

/** @throws Full when there was no room in time, ShutDown, CaptureError, TypeError; nothing has changed then. */
export function putItem({ address, sorts }: Channel, value: unknown, timeoutMs: number): void {
  if (sorts) packSorted(value)
  else pack(value)
  const kind = hand[0] as number
  const block = hand[1] as number
  const bytes = hand[2] as number
  const key = sorts ? (hand[HAND_KEY] as number) : 0
  let outcome: Outcome | undefined
  try {
    outcome = tryPut(address, selfIdent)
    if (outcome === NOT_NOW && timeoutMs > 0)
      outcome = put(address, self, selfIdent, deadlineAfter(timeoutMs))
  } finally {
    if (outcome !== DONE) {
      freeBlock(kind, block, bytes)
      freeOrderKey(key)
    }
  }
  if (outcome !== DONE) throw putError(outcome, timeoutMs)
}

export async function putItemAsync(channel: Channel, value: unknown, limits: Limits): Promise<void> {
  const { address, sorts } = channel
  if (sorts) packSorted(value)
  else pack(value)
  const item = hand.slice()
  let outcome: Outcome = NOT_NOW
  const attempt = (): boolean => {
    hand.set(item)
    outcome = tryPut(channel.address, selfIdent)
    return outcome !== NOT_NOW
  }
  try {
    await awaitOn(address + Q_PUTTERS, attempt, limits, () => passRoom(channel.address, selfIdent))
  } finally {
    if ((outcome as Outcome) !== DONE) {
      freeBlock(item[0] as number, item[1] as number, item[2] as number)
      if (sorts) freeOrderKey(item[HAND_KEY] as number)
    }
  }
  if ((outcome as Outcome) !== DONE) throw putError(outcome, limits.timeoutMs)
}

function packSorted(value: unknown): void {
  const key = makeOrderKey(value)
  try {
    pack(value)
    holdOrderKey(key)
  } catch (error) {
    freeOrderKey(key.address)
    throw error
  }
}

/** @throws Empty when there was no item in time, ShutDown. */
export function getItem(channel: Channel, timeoutMs: number): unknown {
  const { address } = channel
  let outcome = tryGet(address, selfIdent)
  if (outcome === NOT_NOW && timeoutMs > 0) outcome = get(address, self, selfIdent, deadlineAfter(timeoutMs))
  if (outcome !== DONE) throw getError(outcome, timeoutMs)
  return takeFromHand(channel)
}

/** The value of the item in the hand, which was got just now. @throws what decoding it throws. */
export function takeFromHand({ address, sorts }: Channel): unknown {
  return messageInHand() === 0 && !sorts ? unpack() : unpackBig(address, sorts)
}

function unpackBig(address: number, sorts: boolean): unknown {
  const item = hand.slice()
  const message = messageInHand()
  const key = sorts ? (hand[HAND_KEY] as number) : 0
  let kept = false
  try {
    if (message === 0) return unpack()
    return unpackMessage(message, (error) => {
      if (!isForAwait(error)) return false
      hand.set(item)
      kept = putBack(address, selfIdent)
      return kept
    })
  } catch (error) {
    throw kept ? mustAwait(error) : error
  } finally {
    if (!kept) freeOrderKey(key)
  }
}

export async function getItemAsync(channel: Channel, limits: Limits): Promise<unknown> {
  let outcome: Outcome = NOT_NOW
  let item: Int32Array | undefined
  const attempt = (): boolean => {
    outcome = tryGet(channel.address, selfIdent)
    if (outcome === DONE) item = hand.slice()
    return outcome !== NOT_NOW
  }
  await awaitOn(channel.address + Q_GETTERS, attempt, limits, () => passItem(channel.address, selfIdent))
  if (item === undefined) throw getError(outcome, limits.timeoutMs)
  hand.set(item)
  const message = messageInHand()
  if (channel.sorts) freeOrderKey(item[HAND_KEY] as number)
  return message === 0 ? unpack() : unpackMessageAsync(message)
}

/** @throws RangeError when more tasks are done than there were. */
export function finishTask({ address }: Channel): void {
  if (finish(address, selfIdent, 1) === TOO_MANY) throw new RangeError('taskDone() called too many times')
}

/** @returns false when the timeout passed first. */
export function joinTasks({ address }: Channel, timeoutMs: number): boolean {
  return join(address, self, selfIdent, deadlineAfter(timeoutMs))
}

export function joinTasksAsync(channel: Channel, limits: Limits): Promise<boolean> {
  let begun = false
  // a signal says that all work was done for a moment, though there may be new work since
  const attempt = (): boolean => isFinished(channel.address) || begun
  const joined = awaitOn(channel.address + Q_JOINERS, attempt, limits)
  begun = true
  return joined
}

function putError(outcome: Outcome, timeoutMs: number): Error {
  if (outcome === NEVER) return new ShutDown('the queue was shut down: no item can be put any more')
  if (outcome === UNFIT) {
    return new TypeError(
      'Expected an item that compares with those in the queue: all numbers, all strings, or arrays that differ in one of these before anything else',
    )
  }
  return new Full(timeoutMs > 0 ? `the queue had no room within ${timeoutMs} ms` : 'the queue is full')
}

function getError(outcome: Outcome, timeoutMs: number): Error {
  if (outcome === NEVER) return new ShutDown('the queue was shut down, and no item is left')
  return new Empty(timeoutMs > 0 ? `the queue had no item within ${timeoutMs} ms` : 'the queue is empty')
}

/** A module that only `import()` can load, which a blocking call can't wait for. */
function isForAwait(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (code === 'ERR_REQUIRE_ESM' || code === 'ERR_REQUIRE_ASYNC_MODULE') return true
  }
  return false
}

function mustAwait(cause: unknown): ThreadError {
  return new ThreadError(
    'the item needs a module that this thread has not loaded and that a blocking call cannot load: use getAsync(), or import the module in this thread first; the item is the next one of the queue again',
    { cause },
  )
}
