/**
 * Parcels: what a message holds that bytes can't carry (shared memory of the program's own, compiled modules, keys,
 * ports) goes by `postMessage` to the supervisor, which keeps it until the message is freed. This is the side of the
 * threads; `parcel-store.ts` is the store.
 *
 * Every isolate of ours has one port to the supervisor, and sends three kinds of notes:
 *   { parcel, attachments }  before anybody learns the address of the message that bears this number;
 *   { want, word }           from a reader, which then sleeps on its word; the store replies on the same port;
 *   { drop }                 from whoever frees the message.
 * Notes of different isolates may overtake each other: the store keeps a want, or a drop, until its parcel comes.
 *
 * No reply is lost: the store posts it, then raises the word, then notifies. The reader loads the word, empties its port,
 * and sleeps only if the word still has that value: a reply that came after the emptying has raised it. Posting puts a
 * message into the other port's queue at once, so the reply is there when the word has risen, and the event loop of a
 * reader need not turn. A reply to another number (of a wait that was given up) is kept for who asks again.
 */
import { add, load, wait } from '#atomics'
import { allocateZeroed } from '../core/arena.ts'
import { deadlineAfter, remaining } from '../core/clock.ts'
import { NEXT_PARCEL, RUNNING } from '../core/layout.ts'
import { CaptureError, ThreadError } from '../errors.ts'
import { canBeSent, isPort, sendWith, takeMessage } from '../platform/ports.ts'
import type { MessagePort } from '../platform/ports.ts'

export type ParcelNote =
  | { readonly parcel: number; readonly attachments: readonly unknown[] }
  | { readonly want: number; readonly word: number }
  | { readonly drop: number }

/** `attachments` is missing when a port of the parcel has moved to another reader, or its content can't be sent on. */
export interface ParcelReply {
  readonly parcel: number
  readonly attachments: readonly unknown[] | undefined
  readonly refusal: string
}

/** The supervisor never blocks for long: this only passes when it has died, or the machine stands still. */
const REPLY_LIMIT_MS = 30_000

let line: MessagePort | undefined
let store: ((note: ParcelNote) => void) | undefined
/** The word that the store raises after each reply to this isolate; 0 until the first want. */
let word = 0
const replies = new Map<number, ParcelReply>()

/** From here on this isolate's parcels go by way of `port`, whose other end the supervisor has. */
export function connectParcels(port: MessagePort | undefined): void {
  line = port
}

/** In the supervisor: parcels need no port. */
export function hostParcels(take: (note: ParcelNote) => void): void {
  store = take
}

/**
 * Hands `attachments` over to the supervisor; ports among them have left this thread.
 * @param paths - where in the message each of them was found.
 * @returns the number for the message's header.
 * @throws CaptureError naming what can't be sent; nothing has been handed over then.
 */
export function sendParcel(attachments: readonly unknown[], paths: readonly string[]): number {
  if (line === undefined) {
    throw refusalOf(
      paths.join(', '),
      'only threads and who starts them can send ports, keys and shared memory of their own; start a thread first',
    )
  }
  const parcel = nextNumber()
  try {
    sendWith(line, { parcel, attachments } satisfies ParcelNote, attachments)
  } catch (cause) {
    throw refusalOf(guilty(attachments, paths), (cause as Error).message, cause)
  }
  return parcel
}

/**
 * The parcel's content; blocks until the supervisor has sent it.
 * @throws CaptureError when a port of it has moved to another reader. ThreadError when the supervisor is gone.
 */
export function takeParcel(parcel: number): readonly unknown[] {
  if (line === undefined) {
    throw new ThreadError(
      'this thread was not started by nogil: ports, keys and foreign shared memory reach only those',
    )
  }
  const { attachments, refusal } = replies.get(parcel) ?? ask(line, parcel)
  replies.delete(parcel)
  if (attachments === undefined) throw new CaptureError(refusal)
  return attachments
}

/** The message of this parcel is freed. In a thread without a line the parcel stays until the process ends. */
export function dropParcel(parcel: number): void {
  const note: ParcelNote = { drop: parcel }
  if (store !== undefined) store(note)
  else line?.postMessage(note)
}

function ask(from: MessagePort, parcel: number): ParcelReply {
  if (word === 0) word = allocateZeroed(4)
  from.postMessage({ want: parcel, word } satisfies ParcelNote)
  const deadlineMs = deadlineAfter(REPLY_LIMIT_MS)
  // not parked: that would count as the thread's first sign of life, while it is still to be decoded
  add(RUNNING, -1)
  try {
    for (;;) {
      const seen = load(word)
      collectReplies(from)
      const reply = replies.get(parcel)
      if (reply !== undefined) return reply
      if (remaining(deadlineMs) === 0) {
        throw new ThreadError(
          `no reply within ${REPLY_LIMIT_MS / 1000} s: the supervisor of the threads is gone`,
        )
      }
      wait(word, seen, remaining(deadlineMs))
    }
  } finally {
    add(RUNNING, 1)
  }
}

function collectReplies(from: MessagePort): void {
  for (let reply = takeMessage(from); reply !== undefined; reply = takeMessage(from)) {
    replies.set((reply as ParcelReply).parcel, reply as ParcelReply)
  }
}

/** 0 stands for no parcel. */
function nextNumber(): number {
  return (add(NEXT_PARCEL, 1) + 1) | 0 || nextNumber()
}

/** Node does not say which one it refused. Ports can't be tried without being moved: they are blamed last. */
function guilty(attachments: readonly unknown[], paths: readonly string[]): string {
  const at = attachments.findIndex((value) => !isPort(value) && !canBeSent(value))
  return paths[at] ?? paths.filter((_, index) => isPort(attachments[index])).join(', ')
}

function refusalOf(path: string, why: string, cause?: unknown): CaptureError {
  return new CaptureError(`cannot send ${path} to another thread: ${why}`, { path, cause })
}
