/**
 * The place where `runtime/functions/` plugs in: functions, classes and instances of classes are its business, the
 * value codec only finds them in a message and hands them over.
 */
import type { Decoder } from './decoder.ts'
import type { Encoder } from './encoder.ts'

export interface FunctionCodec {
  /** Whether `f` was written before and crosses as a number: then it is nothing else, and no other question need be asked. */
  isKnown?(f: Function): boolean
  /**
   * Writes `f`, or refuses it through `to.refuse()`. Its tag is written and no back reference was found; this must
   * call `to.remember(f)` before it writes anything that may refer to `f`.
   */
  writeFunction(f: Function, to: Encoder): void
  /** Mirrors `writeFunction`: calls `from.remember()` at the same moment, and `from.replace()` if it must. */
  readFunction(from: Decoder): Function
  /**
   * Writes an object whose prototype is neither `Object.prototype`, null nor that of a built-in kind, or refuses it.
   * Must call `to.remember(o)` as above.
   */
  writeInstance(o: object, to: Encoder): void
  readInstance(from: Decoder): object
  /**
   * A module of ours at `url` is needed before this message can be decoded: has it loaded, and what is being decoded
   * is decoded again. Returns what stands for the object meanwhile.
   */
  awaitModule?(url: string): object
  /**
   * For what every thread has of its own (`Math`, `process`, `node:fs`): writes which one it is and returns true,
   * or returns false, with only bytes written, which are taken back. Not remembered: it is found again.
   */
  wellKnown?(v: object | symbol | Function, to: Encoder): boolean
  readWellKnown?(from: Decoder): unknown
}

let registered: FunctionCodec | undefined

export function registerFunctionCodec(codec: FunctionCodec): void {
  registered = codec
}

export function functionCodec(): FunctionCodec | undefined {
  return registered
}
