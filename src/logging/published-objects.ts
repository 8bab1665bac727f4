/**
 * Handlers, formatters and filters have one id in all threads, and at most one object per thread and id.
 *
 * {@link publish} describes an object in the settings (or finds that it cannot cross and says so there);
 * {@link resolve} gives this thread's object of an id: the original where it was made, elsewhere one built from the
 * description, or a stand-in that reports what is missing. What differs by kind is registered by the module of the kind.
 */
import { describe } from './describe.ts'
import type { Reference } from './kinds.ts'
import { libraryClass } from './library-classes.ts'
import type { Constructor } from './library-classes.ts'
import { readCode } from './published-code.ts'
import { changeSettings, followSettings, settings, withEntry } from './settings.ts'
import type { ObjectKind, ObjectSettings, Settings } from './settings.ts'

/** What the module of a kind knows about it. */
export interface KindSupport {
  /** Stands where an object cannot be had in this thread, because of `reason`. */
  standIn(id: number, entry: ObjectSettings, reason: string): object
  /** Brings an object up to date with what may change after publication. */
  apply?(object: object, entry: ObjectSettings): void
  /** Finds the object instead of building one. */
  find?(entry: ObjectSettings): object
}

const kinds = new Map<ObjectKind, KindSupport>()
const objects = new Map<number, object>()
const ids = new WeakMap<object, number>()

export function registerKind(kind: ObjectKind, support: KindSupport): void {
  kinds.set(kind, support)
}

/** The id of a published object, `undefined` before. */
export function publishedId(object: object): number | undefined {
  const id = ids.get(object)
  return id !== undefined && settings().objects.has(id) ? id : undefined
}

/** Makes `object` known to all threads, unless it is, and returns its id. Never throws for what cannot cross. */
export function publish(object: object, kind: ObjectKind): number {
  const known = publishedId(object)
  if (known !== undefined) return known
  const id = reserve(ids.get(object), kind)
  ids.set(object, id)
  objects.set(id, object)
  const entry = describe(object, kind, id, publish)
  changeSettings((old) => ({ ...old, objects: withEntry(old.objects, id, entry) }))
  return id
}

/**
 * The id of an object that is about to be described. It stands in the settings from now on: that ends the cycle of two
 * objects that hold each other, and no thread takes code published for it for left over.
 */
function reserve(known: number | undefined, kind: ObjectKind): number {
  let id = 0
  changeSettings((old) => {
    id = known ?? old.nextId
    const entry: ObjectSettings = {
      kind,
      home: 'thread',
      className: '',
      fields: {},
      refs: [],
      owner: 0,
      obstacle: 'it is being published',
      handler: null,
    }
    return { ...old, nextId: Math.max(old.nextId, id + 1), objects: withEntry(old.objects, id, entry) }
  })
  return id
}

/** A number that no object and no other file has, in any thread. */
export function takeId(): number {
  let id = 0
  changeSettings((old) => {
    id = old.nextId
    return { ...old, nextId: id + 1 }
  })
  return id
}

/** This thread's object of `id`, which `now` has. */
export function resolve(id: number, now: Settings = settings()): object {
  const here = objects.get(id)
  if (here !== undefined) return here
  const entry = now.objects.get(id)
  if (entry === undefined) throw new Error(`bug: no part of logging has the id ${id}`)
  const object = build(id, entry)
  objects.set(id, object)
  ids.set(object, id)
  kinds.get(entry.kind)?.apply?.(object, entry)
  return object
}

function build(id: number, entry: ObjectSettings): object {
  const support = kinds.get(entry.kind)
  if (support === undefined) throw new Error(`bug: nothing is registered for a ${entry.kind} of logging`)
  if (support.find !== undefined) return support.find(entry)
  if (entry.home === 'thread') return support.standIn(id, entry, entry.obstacle)
  if (entry.home === 'plain') return instance(libraryClass(entry.className), entry.fields)
  const found = readCode(id)
  if ('error' in found) {
    const why = found.error instanceof Error ? found.error.message : String(found.error)
    return support.standIn(id, entry, `its code could not be loaded: ${why}`)
  }
  const { code, fields } = found.entry
  if (typeof code === 'string') return instance(libraryClass(code), fields)
  if (entry.className === '') return code as object
  return instance(code as Constructor, fields)
}

/** An object of `Class` with these fields; its constructor does not run, because it ran where the object was made. */
function instance(Class: Constructor, fields: Readonly<Record<string, unknown>>): object {
  const object = Object.create(Class.prototype as object) as Record<string, unknown>
  for (const [key, value] of Object.entries(fields))
    object[key] = isReference(value) ? resolve(value.logging) : value
  return object
}

function isReference(value: unknown): value is Reference {
  return (
    typeof value === 'object' && value !== null && typeof (value as Partial<Reference>).logging === 'number'
  )
}

followSettings((now: Settings) => {
  for (const [id, object] of objects) {
    const entry = now.objects.get(id)
    if (entry !== undefined) kinds.get(entry.kind)?.apply?.(object, entry)
    else objects.delete(id)
  }
})
