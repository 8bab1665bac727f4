/** Writes and reads the address of something that every thread has its own of. */
import { builtinModule, isModuleNamespaceObject } from '../../platform/modules.ts'
import type { Decoder, Encoder } from '../codec/index.ts'
import { ADDRESS_GLOBAL, ADDRESS_MODULE, ADDRESS_NAMESPACE } from './forms.ts'
import { ImportFailed } from './module-loader.ts'
import { moduleKey } from './module-refs.ts'
import { noteReference } from './read-only.ts'
import { addressOf, objectAt } from './well-known.ts'

export function wellKnown(v: object | symbol | Function, to: Encoder): boolean {
  const address = addressOf(v)
  if (address === undefined) return false
  // of a builtin; what require() gives for an ES module is a namespace too, and is required again
  if (isModuleNamespaceObject(v) && address.base?.startsWith('node:') === true) to.u8(ADDRESS_NAMESPACE)
  else to.u8(address.base === undefined ? ADDRESS_GLOBAL : ADDRESS_MODULE)
  if (address.base !== undefined) to.string(address.base)
  to.uint(address.path.length)
  for (const key of address.path) to.string(key)
  return true
}

export function readWellKnown(from: Decoder): unknown {
  const kind = from.u8()
  const base = kind === ADDRESS_GLOBAL ? undefined : from.string()
  const path = Array.from({ length: from.uint() }, () => from.string())
  if (kind === ADDRESS_NAMESPACE && base !== undefined) return namespaceOf(base)
  let object: unknown
  try {
    object = objectAt({ base, path })
  } catch (error) {
    throw new ImportFailed(moduleKey(base ?? '', base ?? ''), error)
  }
  noteReference(object)
  return object
}

const namespaces = new Map<string, object>()

/** What `import * as fs` gives, without the asynchronous import. */
function namespaceOf(base: string): object {
  let namespace = namespaces.get(base)
  if (namespace === undefined) {
    const module = builtinModule(base) ?? {}
    namespace = Object.assign(Object.create(null) as object, module, { default: module })
    Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' })
    namespaces.set(base, namespace)
  }
  noteReference(namespace)
  return namespace
}
