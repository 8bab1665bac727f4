/**
 * Describes a handler, formatter or filter for other threads, or finds out why it cannot leave this one.
 *
 * An instance crosses as its class and its own fields. Plain data crosses as it is, other parts of logging as their
 * ids, shared objects as handles. What belongs to its thread (an open socket, a stream, `#private` fields) does not
 * cross; then only the description says so, and the object stays usable where it is.
 */
import { isShared } from '../runtime/shared-registry.ts'
import { receiveRecords } from './receive-records.ts'
import { getIdent } from '../threading/index.ts'
import { kindOf } from './kinds.ts'
import type { Reference } from './kinds.ts'
import { classNameOf, libraryClassOf } from './library-classes.ts'
import { publishCode } from './published-code.ts'
import { changeSettings, settings, withEntry } from './settings.ts'
import type { HandlerSettings, ObjectKind, ObjectSettings } from './settings.ts'

/** A part of logging whose fields are not described one by one. */
interface Described {
  /** The fields that other threads get, and what of a handler may change later. */
  describeForThreads(): {
    readonly fields: Readonly<Record<string, unknown>>
    readonly handler: HandlerSettings | null
    /** Why it cannot leave its thread, if its own class knows. */
    readonly obstacle: string
  }
}

/** Settings entry of `object`; its code, if any, and the parts it holds (by `publish`) are published on the way. */
export function describe(
  object: object,
  kind: ObjectKind,
  id: number,
  publish: (part: object, kind: ObjectKind) => number,
): ObjectSettings {
  const own = isDescribed(object)
    ? object.describeForThreads()
    : { fields: { ...object }, handler: null, obstacle: '' }
  const refs: number[] = []
  const fields: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(own.fields)) {
    const inner = kindOf(value)
    if (inner === null) fields[key] = value
    else {
      const reference: Reference = { logging: publish(value as object, inner) }
      refs.push(reference.logging)
      fields[key] = reference
    }
  }
  const library = libraryClassOf(object)
  const entry: ObjectSettings = {
    kind,
    home: 'plain',
    className: typeof object === 'function' ? '' : classNameOf(object),
    fields: {},
    refs,
    owner: getIdent(),
    obstacle: own.obstacle,
    handler: own.handler,
  }
  // A logger is its name, whatever its class.
  if (kind === 'logger') return { ...entry, fields }
  if (own.obstacle !== '') return staysHere(entry)
  if (library !== null && Object.values(fields).every(isPlain)) return { ...entry, fields }
  const hidden = library === null && typeof object !== 'function' ? privateNameOf(object) : null
  if (hidden !== null) {
    const obstacle = `its class has the private name ${hidden}, which cannot be copied; make it an ordinary field`
    return staysHere({ ...entry, obstacle })
  }
  let described: ObjectSettings = { ...entry, home: 'code' }
  const code = typeof object === 'function' ? object : (library ?? object.constructor)
  publishCode(id, { code, fields }, (error) => {
    described = staysHere({ ...entry, obstacle: error instanceof Error ? error.message : String(error) })
    keepHere(id, described)
  })
  return described
}

/** An object that can't leave this thread; a handler takes the records of other threads here. */
function staysHere(entry: ObjectSettings): ObjectSettings {
  if (entry.kind === 'handler') receiveRecords()
  return { ...entry, home: 'thread' }
}

/** Corrects what was published, in case its code had to wait for other code and was refused only then. */
function keepHere(id: number, described: ObjectSettings): void {
  if (!settings().objects.has(id)) return
  changeSettings((old) => ({ ...old, objects: withEntry(old.objects, id, described) }))
}

function isDescribed(object: object): object is Described {
  return typeof (object as Partial<Described>).describeForThreads === 'function'
}

/** Values that need no code and are the same in every thread. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object') return typeof value !== 'function' && typeof value !== 'symbol'
  if (value === null || isShared(value)) return true
  if (Array.isArray(value)) return value.every(isPlain)
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype && Object.values(value).every(isPlain)
}

/** A `#name` in the text of the classes above ours: its fields are invisible from outside and would be lost. */
function privateNameOf(object: object): string | null {
  let Class: unknown = object.constructor
  while (typeof Class === 'function' && Class.prototype !== undefined && Class !== Object) {
    if (libraryClassOf(Class.prototype as object) !== null) return null
    const found = /(?<![\w$'"`])#[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(
      Function.prototype.toString.call(Class),
    )
    if (found !== null) return found[0]
    Class = Object.getPrototypeOf(Class)
  }
  return null
}
