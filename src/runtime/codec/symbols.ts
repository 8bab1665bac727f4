/**
 * Symbols that every thread has: those of the global registry, and the statics of `Symbol`. Structured clone refuses
 * all symbols; a unique one cannot cross because another thread could never get the same one.
 */
import type { Encoder } from './encoder.ts'
import type { Decoder } from './decoder.ts'
import { functionCodec } from './function-codec.ts'
import { writeWellKnown } from './write-object.ts'
import { TAG_SYMBOL_FOR, TAG_SYMBOL_WELL_KNOWN } from './tags.ts'

export function writeSymbol(v: symbol, to: Encoder): void {
  const key = Symbol.keyFor(v)
  if (key !== undefined) {
    to.u8(TAG_SYMBOL_FOR)
    return to.string(key)
  }
  const name = /^Symbol\.(\w+)$/.exec(v.description ?? '')?.[1]
  if (name !== undefined && staticSymbol(name) === v) {
    to.u8(TAG_SYMBOL_WELL_KNOWN)
    return to.string(name)
  }
  if (writeWellKnown(v, to, functionCodec())) return
  const text = JSON.stringify(v.description ?? '')
  to.refuse(
    `it is the unique symbol Symbol(${text}), which no other thread can have; use Symbol.for(${text})`,
  )
}

/** Reads the name of a static of `Symbol`. */
export function readStaticSymbol(from: Decoder): symbol | undefined {
  return staticSymbol(from.string())
}

function staticSymbol(name: string): symbol | undefined {
  const value = (Symbol as unknown as Record<string, unknown>)[name]
  return typeof value === 'symbol' ? value : undefined
}
