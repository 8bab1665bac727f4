/**
 * Values to bytes: one pass, structured clone's meaning, what cannot cross refused with the path to it.
 *
 * Identity: every object gets a number when its writing begins, and is a back reference from then on. A message
 * rarely holds more than a few objects, and for those a walk along a list beats a Map (no identity hash is made).
 */
import { CaptureError } from '../../errors.ts'
import { dropShared } from '../shared-registry.ts'
import { ByteWriter } from './byte-writer.ts'
import { writeFunction, writeObject } from './write-object.ts'
import { ShapeTable } from './shapes.ts'
import { writeSymbol } from './symbols.ts'
import { describeTrail } from './trail.ts'
import {
  TAG_BIGINT,
  TAG_BIGINT64,
  TAG_FALSE,
  TAG_FLOAT64,
  TAG_INT32,
  TAG_INT8,
  TAG_NULL,
  TAG_REFERENCE,
  TAG_STRING,
  TAG_TRUE,
  TAG_UNDEFINED,
} from './tags.ts'

/** From this many objects on, a Map finds them. */
const LIST_LENGTH = 12

/**
 * Deepest nesting that is sent. structuredClone ends by overflowing the stack (at 1500-2500 objects on a main thread);
 * a fixed limit holds on every thread, so one with a large stack cannot send what the main thread cannot read. Code
 * that is not optimised yet overflows a main thread at 1570 objects or 1030 Maps, reading at 2350 (Node 20-26).
 */
const MAX_DEPTH = 900

/** A point to return to when a part of the message turns out not to cross: see {@link Encoder.rewind}. */
export interface EncoderMark {
  readonly position: number
  readonly seen: number
  readonly depth: number
  readonly path: number
  readonly attachments: number
  readonly references: number
  readonly shapes: number
}

/** Reusable and not reentrant: one message at a time, `begin()`, any number of values, `finish()`. */
export class Encoder extends ByteWriter {
  /** Values that only `postMessage` can carry; the message holds their indices. Empty for nearly all messages. */
  readonly attachments: unknown[] = []
  /** Where each of them was found, for the error when it can't be sent after all. */
  readonly attachmentPaths: string[] = []
  /** Addresses of the shared objects that the message names, with a reference to each that is the message's. */
  readonly references: number[] = []
  /**
   * Steps that callers name around a value (`argument 0`, a captured variable): push before, pop after. The steps
   * from property to property are found when they are needed.
   */
  readonly path: string[] = []
  /** Lists of property names that this message repeats. */
  readonly shapes: ShapeTable = new ShapeTable()
  #seen: object[] = []
  #count = 0
  #index: Map<object, number> | undefined
  /**
   * What is being written, outermost first, and how long `path` was when each was begun. Indexed by hand: `pop` and
   * setting `length` give memory back, and the next message would allocate it again (50 ns each).
   */
  readonly #open: unknown[] = []
  readonly #openAt: number[] = []
  #depth = 0

  /** Starts a message; forgets the last one, finished or not. */
  begin(): void {
    this.restart()
    this.#forget()
    this.shapes.forget()
    shorten(this.path, 0)
    shorten(this.attachments, 0)
    shorten(this.attachmentPaths, 0)
    if (this.#depth !== 0) this.#close(0)
  }

  /** The message's bytes, valid until the next `begin()`. Lets go of the objects that were written. */
  finish(): Uint8Array {
    this.#forget()
    if (this.length === this.position) return new Uint8Array(this.memory, 0, this.position)
    const all = new Uint8Array(this.length)
    this.copyTo(all, 0)
    this.forgetLate()
    return all
  }

  /** As {@link finish}, for who copies the bytes with {@link ByteWriter.copyTo}. */
  end(): void {
    this.#forget()
    this.forgetLate()
  }

  /**
   * Writes any value.
   *
   * @throws {@link CaptureError} it, or something in it, cannot cross
   * @throws whatever a getter inside it throws
   */
  value(v: unknown): void {
    switch (typeof v) {
      case 'number':
        return this.#number(v)
      case 'string':
        this.u8(TAG_STRING)
        return this.string(v)
      case 'object':
        return v === null ? this.u8(TAG_NULL) : this.#object(v)
      case 'boolean':
        return this.u8(v ? TAG_TRUE : TAG_FALSE)
      case 'undefined':
        return this.u8(TAG_UNDEFINED)
      case 'bigint':
        return this.#bigint(v)
      default:
        return this.#rare(v as Function | symbol)
    }
  }

  /** Gives `v` the next back-reference number. Call it before writing what `v` holds, so that cycles end. */
  remember(v: object): void {
    const number = this.#count++
    this.#seen[number] = v
    if (number >= LIST_LENGTH) this.#remember(v, number)
  }

  /** @throws {@link CaptureError} always, naming where we are and `why`; `why` starts with "it is" or the like */
  refuse(why: string): never {
    const path = this.where()
    throw new CaptureError(`cannot send ${path} to another thread: ${why}`, { path })
  }

  /** The path to what is being written, such as `argument 0 -> .conn -> .sock`. */
  where(): string {
    return describeTrail(this.#open.slice(0, this.#depth), this.#openAt, this.path)
  }

  /** Where we are in the message, to return to with {@link rewind}. */
  mark(): EncoderMark {
    return {
      position: this.position,
      seen: this.#count,
      depth: this.#depth,
      path: this.path.length,
      attachments: this.attachments.length,
      references: this.references.length,
      shapes: this.shapes.count,
    }
  }

  /** The references are the message's from here on. */
  giveReferences(): void {
    shorten(this.references, 0)
  }

  /** Gives back the references taken since there were `kept` of them: what names them will not be sent. */
  dropReferences(kept: number = 0): void {
    for (let n = kept; n < this.references.length; n++) dropShared(this.references[n] ?? 0)
    shorten(this.references, kept)
  }

  /** Takes back everything written since `mark`, typically after a {@link CaptureError}. */
  rewind(mark: EncoderMark): void {
    if (mark.seen <= LIST_LENGTH) this.#index = undefined
    else for (let i = mark.seen; i < this.#count; i++) this.#index?.delete(this.#seen[i] as object)
    shorten(this.#seen, mark.seen)
    this.#count = mark.seen
    this.cut(mark.position)
    this.#close(mark.depth)
    shorten(this.path, mark.path)
    shorten(this.attachments, mark.attachments)
    shorten(this.attachmentPaths, mark.attachments)
    this.dropReferences(mark.references)
    this.shapes.rewind(mark.shapes)
  }

  #number(n: number): void {
    if ((n | 0) !== n || (n === 0 && 1 / n < 0)) {
      this.u8(TAG_FLOAT64)
      this.f64(n)
    } else if (n >= -128 && n < 128) {
      this.pair(TAG_INT8, n & 255)
    } else {
      this.u8(TAG_INT32)
      this.int32(n)
    }
  }

  #bigint(n: bigint): void {
    if (BigInt.asIntN(64, n) === n) {
      this.u8(TAG_BIGINT64)
      this.int64(n)
    } else {
      this.u8(TAG_BIGINT)
      this.u8(n < 0n ? 1 : 0)
      this.string((n < 0n ? -n : n).toString(16))
    }
  }

  #object(v: object): void {
    const number = this.#find(v)
    if (number >= 0) return this.#reference(number)
    this.#enter(v)
    writeObject(v, this)
    this.#leave()
  }

  #rare(v: Function | symbol): void {
    if (typeof v === 'function') {
      const number = this.#find(v)
      if (number >= 0) return this.#reference(number)
    }
    this.#enter(v)
    if (typeof v === 'function') writeFunction(v, this)
    else writeSymbol(v, this)
    this.#leave()
  }

  #reference(number: number): void {
    this.u8(TAG_REFERENCE)
    this.uint(number)
  }

  #enter(v: unknown): void {
    const depth = this.#depth++
    if (depth === MAX_DEPTH) this.#tooDeep()
    this.#open[depth] = v
    this.#openAt[depth] = this.path.length
  }

  #leave(): void {
    this.#open[--this.#depth] = undefined
  }

  #close(depth: number): void {
    while (this.#depth > depth) this.#leave()
  }

  #tooDeep(): never {
    this.#close(3)
    this.path.push('...')
    this.refuse(`it is nested more than ${MAX_DEPTH} levels deep; send it flat, as an array with indices`)
  }

  #find(v: object): number {
    const count = this.#count
    if (count > LIST_LENGTH) return this.#index?.get(v) ?? -1
    const seen = this.#seen
    for (let i = 0; i < count; i++) if (seen[i] === v) return i
    return -1
  }

  #remember(v: object, number: number): void {
    if (this.#index === undefined) {
      this.#index = new Map()
      for (let i = 0; i < number; i++) this.#index.set(this.#seen[i] as object, i)
    }
    this.#index.set(v, number)
  }

  #forget(): void {
    if (this.#count > LIST_LENGTH) {
      this.#seen = []
      this.#index = undefined
    } else {
      // Overwriting keeps the list's memory; shortening it would free and allocate it anew for every message.
      for (let i = 0; i < this.#count; i++) this.#seen[i] = nothing
    }
    this.#count = 0
  }
}

const nothing: object = {}

/** Setting a length, even the one that a list has, gives its memory back. */
function shorten(list: unknown[], length: number): void {
  if (list.length !== length) list.length = length
}
