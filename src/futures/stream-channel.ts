/** A stream's block as its two ends see it: items in, items out, and the waits of both. The algorithm is core/stream.ts. */
import { peek } from '../core/guarded.ts'
import { F_STREAM, STREAM_BYTES } from '../core/futures-layout.ts'
import { TAG_STREAM } from '../core/layout.ts'
import { RUNNING } from '../core/future.ts'
import { Q_GETTERS, Q_MUTEX, Q_PUTTERS } from '../core/queue-layout.ts'
import { DONE, hasRoom, isFull, isShutDown, NEVER, NOT_NOW, tryGet, tryPut } from '../core/queue.ts'
import { hand } from '../core/queue-ring.ts'
import { getLooking, passItem, waitForRoom } from '../core/queue-wait.ts'
import { endStream, initStream, isUnread, narrow, widen } from '../core/stream.ts'
import { ThreadError } from '../errors.ts'
import { releaseQueue, visitQueue } from '../queue/contents.ts'
import { takeFromHand } from '../queue/exchange.ts'
import type { Channel } from '../queue/exchange.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { freeBlock, messageInHand, pack, unpack, unpackMessageAsync } from '../runtime/item.ts'
import { guardedBy, ObjectKind } from '../runtime/object-kind.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { NO_LIMITS } from '../threading/timeout.ts'
import { helper } from './helping.ts'
import { seeToIt, startTasksUntil } from './waiting.ts'

export interface Got {
  readonly item: unknown
}
/** What a reader gets when there is nothing any more. */
export const END: Got = { item: undefined }

export class StreamChannel {
  readonly address: number

  /** @param buffer - how many items the task may be ahead. The calling thread is the reader. */
  constructor(buffer: number) {
    this.address = kind.adopting
      ? kind.claim(this)
      : kind.enter(this, (block) => initStream(block, buffer, selfIdent), STREAM_BYTES)
  }

  /** The reader's next item, `END` after the last one, `undefined` when there is nothing yet. */
  tryGet(): Got | undefined {
    const outcome = tryGet(this.address, selfIdent)
    if (outcome === NOT_NOW) return undefined
    return outcome === DONE ? { item: takeFromHand(this.#asQueue()) } : END
  }

  /** As {@link tryGet}; blocks until there is something, and sees to it that the task has a worker. */
  get(future: number): Got {
    const outcome = getLooking(this.address, self, selfIdent, () => seeToIt(future))
    return outcome === DONE ? { item: takeFromHand(this.#asQueue()) } : END
  }

  /** As {@link get}, without blocking the thread; a worker of the pool begins the task itself when nobody has yet. */
  async getAsync(future: number, pool: number): Promise<Got> {
    const { address } = this
    let outcome: number = NOT_NOW
    let item: Int32Array | undefined
    const attempt = (): boolean => {
      outcome = tryGet(address, selfIdent)
      if (outcome === DONE) item = hand.slice()
      if (outcome === NOT_NOW) seeToIt(future)
      return outcome !== NOT_NOW
    }
    const got = awaitOn(address + Q_GETTERS, attempt, NO_LIMITS, () => passItem(this.address, selfIdent))
    if ((outcome as number) === NOT_NOW && helper.servesHere(pool))
      await startTasksUntil(future, RUNNING, pool, got)
    await got
    if (item === undefined) return END
    hand.set(item)
    const message = messageInHand()
    return { item: message === 0 ? unpack() : await unpackMessageAsync(message) }
  }

  /**
   * Puts in what the task has yielded; there is room for it.
   * @returns false when nobody reads any more. @throws ThreadError when it can't cross.
   */
  put(value: unknown): boolean {
    try {
      pack(value)
    } catch (cause) {
      throw new ThreadError("what the task yielded can't cross to other threads", { cause })
    }
    const form = hand[0] as number
    const block = hand[1] as number
    const bytes = hand[2] as number
    let outcome: number = NEVER
    try {
      outcome = tryPut(this.address, selfIdent)
    } finally {
      if (outcome !== DONE) freeBlock(form, block, bytes)
    }
    return outcome === DONE
  }

  /** Whether the task must wait before it yields more. */
  get isFull(): boolean {
    return !this.isEnded && isFull(this.address)
  }

  get isEnded(): boolean {
    return isShutDown(this.address)
  }

  /** Whether the reader waits for the task and can't make room. */
  get isUnread(): boolean {
    return isUnread(this.address)
  }

  /** Blocks until the task may go on, or {@link isUnread}. */
  waitForRoom(): void {
    narrow(this.address, selfIdent)
    try {
      waitForRoom(this.address, self, selfIdent, () => this.isUnread)
    } finally {
      widen(this.address, selfIdent)
    }
  }

  /** As {@link waitForRoom}, without blocking the thread. */
  async waitForRoomAsync(): Promise<void> {
    const attempt = (): boolean => hasRoom(this.address, selfIdent) || this.isUnread
    narrow(this.address, selfIdent)
    try {
      await awaitOn(this.address + Q_PUTTERS, attempt, NO_LIMITS)
    } finally {
      widen(this.address, selfIdent)
    }
  }

  end(): void {
    endStream(this.address, selfIdent)
  }

  #asQueue(): Channel {
    return { address: this.address, sorts: false, handle: this }
  }
}

const kind: ObjectKind<StreamChannel> = new ObjectKind<StreamChannel>({
  tag: TAG_STREAM,
  bytes: STREAM_BYTES,
  name: 'stream',
  revive: () => new StreamChannel(1),
  release: releaseQueue,
  referents: visitQueue,
  guard: guardedBy(Q_MUTEX),
})

/** The stream that the future's task fills; undefined for other tasks. */
export function channelOf(future: number): StreamChannel | undefined {
  const stream = peek(future + F_STREAM)
  return stream === 0 ? undefined : kind.at(stream)
}
