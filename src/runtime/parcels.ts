/**
 * Parcels: what a message holds that bytes can't carry (shared memory of the program's own, compiled modules, keys,
 * ports) goes by `postMessage` to the supervisor, which keeps it until the message is freed. This is the side of the
 * threads; `parcel-store.ts` is the store.
 *
 * Every isolate has a line to the supervisor (`parcel-line.ts`), and sends three kinds of notes:
 *   { parcel, attachments }  before anybody learns the address of the message that bears this number;
 *   { want, word }           from a reader, which then sleeps on its word; the store replies on the same line;
 *   { drop }                 from whoever frees the message.
 * Notes of different isolates may overtake each other: the store keeps a want, or a drop, until its parcel comes.
 *
 * No reply is lost: the store posts it, then raises the word, then notifies. The reader loads the word, empties its line,
 * and sleeps only if the word still has that value: a reply that came after the emptying has raised it. Posting puts a
 * message into the queue of the other end at once, so the reply is there when the word has risen, and the event loop of a
 * reader need not turn. A reply to another number (of a wait that was given up) is kept for who asks again.
 */
import { add, load, wait } from '#atomics'
import { allocateZeroed } from '../core/arena.ts'
import { deadlineAfter, remaining } from '../core/clock.ts'
import { NEXT_PARCEL, RUNNING } from '../core/layout.ts'
import { CaptureError, ThreadError } from '../errors.ts'
import { canBeSent, isPort, sendWith, takeMessage } from '../platform/ports.ts'
import type { Line } from '../platform/ports.ts'
import { canMovePorts, withLine } from './parcel-line.ts'

export type ParcelNote =
  | { readonly parcel: number; readonly attachments: readonly unknown[] }
  | { readonly want: number; readonly word: number }
  | { readonly drop: number }

/** `attachments` is missing when a port of the parcel has moved to another reader, or its content can't be sent on. */
export interface ParcelReply {
  /** The reader's: in a channel, others hear the reply too. */
  readonly word: number
  readonly parcel: number
  readonly attachments: readonly unknown[] | undefined
  readonly refusal: string
}

/** The supervisor never blocks for long: this only passes when it has died, or the machine stands still. */
const REPLY_LIMIT_MS = 30_000

let store: ((note: ParcelNote) => void) | undefined
/** The word that the store raises after each reply to this isolate; 0 until the first want. */
let word = 0
const replies = new Map<number, ParcelReply>()

/** In the supervisor: parcels need no line. */
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
  const portAt = canMovePorts() ? -1 : attachments.findIndex(isPort)
  if (portAt >= 0) {
    throw refusalOf(
      paths[portAt] ?? '',
      'a port can only be sent from a thread, or from where the first thread was started',
    )
  }
  const parcel = nextNumber()
  let sent: true | undefined
  try {
    sent = withLine((line) => {
      sendWith(line, { parcel, attachments } satisfies ParcelNote, attachments)
      return true
    })
  } catch (cause) {
    throw refusalOf(guilty(attachments, paths), (cause as Error).message, cause)
  }
  if (sent !== undefined) return parcel
  throw refusalOf(
    paths.join(', '),
    'keys, blobs, compiled code and shared memory of your own can only be sent once a thread has been started',
  )
}

/**
 * The parcel's content; blocks until the supervisor has sent it.
 * @throws CaptureError when a port of it has moved to another reader. ThreadError when the supervisor is gone.
 */
export function takeParcel(parcel: number): readonly unknown[] {
  const reply = replies.get(parcel) ?? withLine((line) => ask(line, parcel))
  if (reply === undefined) {
    throw new ThreadError(
      'the supervisor of the threads is gone, and with it the memory or port in this message',
    )
  }
  replies.delete(parcel)
  if (reply.attachments === undefined) throw new CaptureError(`cannot receive a message: ${reply.refusal}`)
  return reply.attachments
}

/** The message of this parcel is freed. */
export function dropParcel(parcel: number): void {
  const note: ParcelNote = { drop: parcel }
  if (store !== undefined) store(note)
  else withLine((line) => sendWith(line, note, []))
}

function ask(line: Line, parcel: number): ParcelReply {
  if (word === 0) word = allocateZeroed(4)
  sendWith(line, { want: parcel, word } satisfies ParcelNote, [])
  const deadlineMs = deadlineAfter(REPLY_LIMIT_MS)
  // not parked: that would count as a sign of life of a thread whose job is still being decoded
  add(RUNNING, -1)
  try {
    for (;;) {
      const seen = load(word)
      collectReplies(line)
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

function collectReplies(line: Line): void {
  for (let message = takeMessage(line); message !== undefined; message = takeMessage(line)) {
    const reply = message as ParcelReply
    if (reply.refusal !== undefined && reply.word === word) replies.set(reply.parcel, reply)
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
