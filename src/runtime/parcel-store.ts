/**
 * The store of parcels, in the supervisor: the protocol is told in `parcels.ts`.
 *
 * A message may have several readers (the result of a thread), so a parcel stays until its message is freed. Its ports
 * don't: they move to the first reader, and the next is told so. A want or a drop may arrive before its parcel, because
 * each comes through the line of its sender; every parcel does arrive, since it was posted before its message was shown.
 */
import { add, notify } from '#atomics'
import { free } from '../core/arena.ts'
import { isPort, sendWith } from '../platform/ports.ts'
import type { Line } from '../platform/ports.ts'
import type { ParcelNote, ParcelReply } from './parcels.ts'

interface Parcel {
  readonly attachments: readonly unknown[]
  /** Its ports are in the hands of a reader. */
  hasMoved: boolean
}

interface Reader {
  readonly line: Line
  readonly word: number
}

const parcels = new Map<number, Parcel>()
/** Readers of parcels that have not come yet. */
const wanted = new Map<number, Reader[]>()
/** Parcels whose message was freed before they came. */
const droppedBefore = new Set<number>()
/** The word of each isolate with a port that has ever asked: ours to free when the isolate is gone. */
const words = new Map<Line, number>()

/** @param from - the line that the note came through; undefined for the supervisor's own, which wants nothing. */
export function takeNote(note: ParcelNote, from?: Line): void {
  if ('parcel' in note) arrive(note.parcel, note.attachments)
  else if ('drop' in note) discard(note.drop)
  else if (from !== undefined) give(note.want, { line: from, word: note.word })
}

/** The isolate at the other end of `line` is gone: nobody reads there any more. */
export function forgetReader(line: Line): void {
  for (const [parcel, readers] of wanted) {
    const left = readers.filter((reader) => reader.line !== line)
    if (left.length === 0) wanted.delete(parcel)
    else wanted.set(parcel, left)
  }
  const word = words.get(line)
  if (word !== undefined) free(word, 4)
  words.delete(line)
}

function arrive(id: number, attachments: readonly unknown[]): void {
  const parcel: Parcel = { attachments, hasMoved: false }
  if (droppedBefore.delete(id)) {
    closePorts(parcel)
    return
  }
  parcels.set(id, parcel)
  const readers = wanted.get(id) ?? []
  wanted.delete(id)
  for (const reader of readers) reply(reader, id, parcel)
}

function give(id: number, reader: Reader): void {
  if (isPort(reader.line)) words.set(reader.line, reader.word)
  const parcel = parcels.get(id)
  if (parcel !== undefined) reply(reader, id, parcel)
  else wanted.set(id, [...(wanted.get(id) ?? []), reader])
}

function discard(id: number): void {
  const parcel = parcels.get(id)
  if (parcel === undefined) {
    droppedBefore.add(id)
    return
  }
  parcels.delete(id)
  if (!parcel.hasMoved) closePorts(parcel)
}

/** The other ends learn that nobody will read. */
function closePorts({ attachments }: Parcel): void {
  for (const value of attachments) if (isPort(value)) value.close()
}

function reply({ line, word }: Reader, id: number, parcel: Parcel): void {
  const told: ParcelReply = { word, parcel: id, attachments: parcel.attachments, refusal: '' }
  const refuse = (refusal: string): void => sendWith(line, { ...told, attachments: undefined, refusal }, [])
  const hasPorts = parcel.attachments.some(isPort)
  if (parcel.hasMoved) {
    refuse('its MessagePort has moved to the thread that read the message first')
  } else if (hasPorts && !isPort(line)) {
    refuse('its MessagePort can only go to a thread, or to where the first thread was started')
  } else {
    try {
      sendWith(line, told, parcel.attachments)
      parcel.hasMoved = hasPorts
    } catch (error) {
      refuse((error as Error).message)
    }
  }
  add(word, 1)
  notify(word, 1)
}
