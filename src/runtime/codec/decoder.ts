/**
 * Bytes to values: the mirror of the encoder. Reads any byte array, also one on shared memory; nothing it returns
 * lies in that memory.
 */
import { knowsShared, reviveShared } from '../shared-registry.ts'
import { readArenaBuffer, readAttachment } from './attachments.ts'
import { readArrayBuffer, readPooledBuffer, readResizableArrayBuffer, readView } from './buffers.ts'
import { ByteReader } from './byte-reader.ts'
import { readArray, readMap, readSet, readShaped } from './containers.ts'
import { readDOMException } from './dom-exception.ts'
import { functionCodec } from './function-codec.ts'
import type { FunctionCodec } from './function-codec.ts'
import { readError } from './read-error.ts'
import { readBoxed, readDate, readRegExp, readURL, readURLSearchParams } from './simple-objects.ts'
import { readSubclass } from './subclasses.ts'
import { readStaticSymbol } from './symbols.ts'
import * as tags from './tags.ts'

export class Decoder extends ByteReader {
  /** What the encoder collected beside the bytes, or undefined. */
  readonly attachments: readonly unknown[] | undefined
  /** The objects read so far: the first one, and a list once there are more. Most messages hold one. */
  #first: object | undefined
  #seen: object[] | undefined
  #shapes: string[][] | undefined

  /**
   * @param bytes - a message, or the array that holds it
   * @param attachments - `encoder.attachments` as they arrived; needed only if the message has any
   * @param start - index of the message's first byte, default 0
   */
  constructor(bytes: Uint8Array, attachments?: readonly unknown[], start: number = 0) {
    super(bytes, start)
    this.attachments = attachments
  }

  /** Reads the next value. */
  value(): unknown {
    return this.tagged(this.u8())
  }

  /** Gives `v` the next back-reference number, at the moment the encoder gave it to the original; returns it. */
  remember(v: object): number {
    if (this.#first === undefined) {
      this.#first = v
      return 0
    }
    this.#seen ??= [this.#first]
    return this.#seen.push(v) - 1
  }

  /** Puts the real object in the place of a stand-in that was remembered under `index`. */
  replace(index: number, v: object): void {
    const count = this.#seen?.length ?? (this.#first === undefined ? 0 : 1)
    if (index >= count) throw new Error(`bug: no object ${index} to replace, ${count} were read`)
    if (index === 0) this.#first = v
    if (this.#seen !== undefined) this.#seen[index] = v
  }

  /** Reads properties up to their end mark and defines them on `object`. */
  properties(object: object): void {
    for (let name = this.key(); name !== undefined; name = this.key()) {
      if (this.keyIsInherited) {
        const value = this.value()
        Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
      } else {
        ;(object as Record<string, unknown>)[name] = this.value()
      }
    }
  }

  /** Reads the value whose tag was read already. */
  tagged(tag: number): unknown {
    switch (tag) {
      case tags.TAG_UNDEFINED:
        return undefined
      case tags.TAG_NULL:
        return null
      case tags.TAG_TRUE:
        return true
      case tags.TAG_FALSE:
        return false
      case tags.TAG_INT8:
        return this.int8()
      case tags.TAG_INT32:
        return this.int32()
      case tags.TAG_FLOAT64:
        return this.f64()
      case tags.TAG_STRING:
        return this.string()
      case tags.TAG_REFERENCE:
        return this.#reference()
      case tags.TAG_ARRAY:
        return readArray(this, false)
      case tags.TAG_OBJECT:
        return this.#object({})
      case tags.TAG_SHAPED:
        return readShaped(this, this.#shape())
      default:
        return this.#rare(tag)
    }
  }

  #rare(tag: number): unknown {
    switch (tag) {
      case tags.TAG_BIGINT64:
        return this.int64()
      case tags.TAG_BIGINT:
        return this.#bigint()
      case tags.TAG_SYMBOL_FOR:
        return Symbol.for(this.string())
      case tags.TAG_SYMBOL_WELL_KNOWN:
        return readStaticSymbol(this)
      case tags.TAG_ARRAY_WITH_PROPERTIES:
        return readArray(this, true)
      case tags.TAG_NULL_PROTOTYPE:
        return this.#object(Object.create(null) as object)
      case tags.TAG_MAP:
        return readMap(this)
      case tags.TAG_SET:
        return readSet(this)
      case tags.TAG_DATE:
        return readDate(this)
      case tags.TAG_REGEXP:
        return readRegExp(this)
      case tags.TAG_BOXED:
        return readBoxed(this)
      case tags.TAG_ARRAY_BUFFER:
        return readArrayBuffer(this)
      case tags.TAG_RESIZABLE_ARRAY_BUFFER:
        return readResizableArrayBuffer(this)
      case tags.TAG_VIEW:
        return readView(this, false)
      case tags.TAG_TRACKING_VIEW:
        return readView(this, true)
      case tags.TAG_POOLED_BUFFER:
        return readPooledBuffer(this)
      case tags.TAG_URL:
        return readURL(this)
      case tags.TAG_URL_SEARCH_PARAMS:
        return readURLSearchParams(this)
      case tags.TAG_ERROR:
        return readError(this)
      case tags.TAG_DOM_EXCEPTION:
        return readDOMException(this)
      case tags.TAG_SHARED:
        return this.#shared()
      case tags.TAG_ARENA_BUFFER:
        return readArenaBuffer(this)
      case tags.TAG_ATTACHMENT:
        return readAttachment(this)
      case tags.TAG_SUBCLASS:
        return readSubclass(this)
      case tags.TAG_FUNCTION:
        return plugged().readFunction(this)
      case tags.TAG_INSTANCE:
        return plugged().readInstance(this)
      case tags.TAG_WELL_KNOWN:
        return plugged().readWellKnown?.(this)
      default:
        throw new Error(`bug: unknown tag ${tag} before byte ${this.position} of a message`)
    }
  }

  #object(object: object): object {
    this.remember(object)
    this.properties(object)
    return object
  }

  /** The list of names that comes next: a known one, or a new one with its names. */
  #shape(): readonly string[] {
    const shapes = (this.#shapes ??= [])
    const known = shapes[this.uint()]
    if (known !== undefined) return known
    const names: string[] = []
    for (let name = this.key(); name !== undefined; name = this.key()) names.push(name)
    shapes.push(names)
    return names
  }

  #reference(): object {
    const index = this.uint()
    const found = index === 0 ? this.#first : this.#seen?.[index]
    if (found === undefined) throw new Error(`bug: back reference to object ${index}, which was not read`)
    return found
  }

  #bigint(): bigint {
    const negative = this.u8() === 1
    const magnitude = BigInt('0x' + this.string())
    return negative ? -magnitude : magnitude
  }

  #shared(): object {
    const tag = this.uint()
    const address = this.uint()
    const part = this.uint()
    const module = this.string()
    const standIn = module === '' || knowsShared(tag) ? undefined : functionCodec()?.awaitModule?.(module)
    // where nobody can wait for the module, it has just been loaded
    const object = standIn === undefined || knowsShared(tag) ? reviveShared(tag, address, part) : standIn
    this.remember(object)
    return object
  }
}

function plugged(): FunctionCodec {
  const codec = functionCodec()
  if (codec === undefined) throw new Error('bug: a function arrived and no codec for functions is registered')
  return codec
}
