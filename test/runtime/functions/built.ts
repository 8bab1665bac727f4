/** The parts under test as they were built: sources and compiled tests lie at different depths, hence two paths. */
import type * as Codec from '../../../dist/runtime/codec/index.js'
import type * as Errors from '../../../dist/errors.js'
import type * as Functions from '../../../dist/runtime/functions/index.js'
import type * as SharedRegistry from '../../../dist/runtime/shared-registry.js'

const dist = new URL('../../../../dist/', import.meta.url)

async function load<T>(path: string): Promise<T> {
  return (await import(new URL(path, dist).href)) as T
}

export const codec: typeof Codec = await load('runtime/codec/index.js')
export const errors: typeof Errors = await load('errors.js')
export const functions: typeof Functions = await load('runtime/functions/index.js')
export const sharedRegistry: typeof SharedRegistry = await load('runtime/shared-registry.js')
