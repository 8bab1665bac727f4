/**
 * Loggers, handlers and formatters that a program captures in a function or passes to a thread: what crosses is their
 * id, and the other thread gets its own object of that id, so `const log = getLogger('x')` at the top of a file works
 * in every thread.
 */
import { SHARED, registerShared } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { markKind } from './kinds.ts'
import { LOGGING_MODULE } from './own-folder.ts'
import { publish, resolve } from './published-objects.ts'
import { changeSettings, settings } from './settings.ts'
import type { ObjectKind } from './settings.ts'

/** Type tag of what is known by an id of logging and not by an address in the arena. */
export const TAG_LOGGING = 0x4e4700f0

/** Makes the instances of `Class` cross by their id. */
export function crossesById(Class: abstract new (...args: never[]) => object, kind: ObjectKind): void {
  markKind(Class, kind)
  Object.defineProperty(Class.prototype, SHARED, {
    value(this: object): SharedRef {
      return referenceTo(this, kind)
    },
  })
}

/** What crosses instead of `object`. From here on its description is kept for good: someone may be about to ask. */
function referenceTo(object: object, kind: ObjectKind): SharedRef {
  const id = publish(object, kind)
  if (!settings().pinned.includes(id)) {
    changeSettings((old) => (old.pinned.includes(id) ? old : { ...old, pinned: [...old.pinned, id] }))
  }
  return { tag: TAG_LOGGING, address: id, module: LOGGING_MODULE }
}

registerShared(TAG_LOGGING, (id) => resolve(id))
