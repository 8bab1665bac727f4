/**
 * Functions that cross as one number: what a number stands for is in the blob store, and nothing about it can change. A
 * message with a million of them says the same few bytes a million times, so this is asked before anything else.
 */
import type { Encoder } from '../codec/index.ts'
import type { FORM_IMPORT, FORM_PUBLISHED } from './forms.ts'

export interface Known {
  readonly form: typeof FORM_PUBLISHED | typeof FORM_IMPORT
  /** Of its blob. */
  readonly blob: number
}

let known = new WeakMap<Function, Known>()

/** Some decision behind them changed. */
export function forgetKnown(): void {
  known = new WeakMap()
}

/** What `f` is known as to every thread that asks, undefined before it was published. Never looks into the function. */
export function knownAs(f: Function): Known | undefined {
  return known.get(f)
}

/** Writes `f`, and is what it is known as from here on. */
export function writeAs(f: Function, now: Known, to: Encoder): void {
  known.set(f, now)
  writeKnown(f, now, to)
}

export function writeKnown(f: Function, { form, blob }: Known, to: Encoder): void {
  to.remember(f)
  to.u8(form)
  to.uint(blob)
}
