/**
 * The codec as it was built. It is no export of the package, so its tests find it by place: sources and compiled
 * tests lie at different depths, hence the types by one path and the code by another.
 */
import type * as Codec from '../../../dist/runtime/codec/index.js'
import type * as Errors from '../../../dist/errors.js'
import type * as SharedRegistry from '../../../dist/runtime/shared-registry.js'

const dist = new URL('../../../../dist/', import.meta.url)

async function load<T>(path: string): Promise<T> {
  return (await import(new URL(path, dist).href)) as T
}

export const codec: typeof Codec = await load('runtime/codec/index.js')
export const errors: typeof Errors = await load('errors.js')
export const sharedRegistry: typeof SharedRegistry = await load('runtime/shared-registry.js')

const encoder = new codec.Encoder()

/** The bytes of one value, copied. */
export function encode(value: unknown): Uint8Array {
  encoder.begin()
  encoder.value(value)
  return encoder.finish().slice()
}

/** `value` as another thread would get it. */
export function cross<T>(value: T): T {
  return new codec.Decoder(encode(value)).value() as T
}
