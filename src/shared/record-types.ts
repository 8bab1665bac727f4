/**
 * The types of records: the class that `record()` makes and the classes that programs derive from it, the same in every
 * thread.
 *
 * Block of RECORD_TYPE_BYTES: the header of core/objects.ts, RT_BYTES, RT_PARENT, RT_MAKING. What `record()` was given
 * is encoded at once, a derived class when an object of it first crosses: by compareExchange, it never changes again.
 */
import { compareExchange, load, store } from '#atomics'
import { RECORD_TYPE_BYTES, RT_BYTES, RT_MAKING, RT_PARENT, TAG_RECORD_TYPE } from '../core/data-layout.ts'
import { prepareKept } from '../runtime/kept-message.ts'
import { freeMessage } from '../runtime/message.ts'
import { decodeMessage, encodeMessage } from '../runtime/messages.ts'
import { dropObject, ObjectKind, retainObject } from '../runtime/object-kind.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { makeRecordClass } from './record-class.ts'
import type { RecordBehaviour, RecordConstructor, RecordInside } from './record-class.ts'
import { refuseOwnFields } from './own-fields.ts'
import { layoutOf } from './record-layout.ts'
import type { FieldTypes, Layout } from './record-layout.ts'

/** What this thread knows of a class of records. */
export interface RecordType {
  readonly address: number
  readonly as: RecordConstructor
  /** What `record()` made, `as` or an ancestor of it. */
  readonly base: RecordConstructor
  readonly layout: Layout
  readonly inside: RecordInside
}

const types = new WeakMap<Function, RecordType>()
/** Classes that are being encoded: they may well refer to objects of their own. */
const encoding = new Set<number>()
let behaviour: Omit<RecordBehaviour, 'referType'>
let decorate: (type: RecordType) => void

const kind = new ObjectKind<RecordConstructor>({
  tag: TAG_RECORD_TYPE,
  bytes: RECORD_TYPE_BYTES,
  name: 'record type',
  revive: (address) => (load(address + RT_PARENT) === 0 ? makeBase(address) : adoptClass(address)),
  release(address) {
    const [parent, making] = [load(address + RT_PARENT), load(address + RT_MAKING)]
    if (parent !== 0) dropObject(parent)
    if (making !== 0) freeMessage(making)
  },
  referents(address, visit) {
    const [parent, making] = [load(address + RT_PARENT), load(address + RT_MAKING)]
    if (parent !== 0) visit.object(parent)
    if (making !== 0) visit.message(making)
  },
})

/**
 * Called once, by the module of the objects.
 * @param finish - adds the static members to a class that `record()` has made.
 */
export function useRecords(
  inner: Omit<RecordBehaviour, 'referType'>,
  finish: (type: RecordType) => void,
): void {
  behaviour = inner
  decorate = finish
}

/** The class of a new type, or of its twin. */
export function openType(fields: FieldTypes): RecordConstructor {
  const layout = layoutOf(fields)
  const pairs = layout.fields.map(({ name, type }) => [name, type.name])
  return kind.open((address) => {
    store(address + RT_BYTES, layout.bytes)
    store(address + RT_MAKING, encodeMessage(pairs))
  }, RECORD_TYPE_BYTES)
}

function makeBase(address: number): RecordConstructor {
  const pairs = decodeMessage(load(address + RT_MAKING)) as [string, never][]
  const layout = layoutOf(Object.fromEntries(pairs))
  const referType = (): SharedRef => kind.refer(address)
  const { Record, inside } = makeRecordClass(layout, { ...behaviour, referType })
  const type: RecordType = { address, as: Record, base: Record, layout, inside }
  types.set(Record, type)
  refuseOwnFields(Record.prototype as object, () => {
    const names = layout.fields.map(({ name }) => `\`${name}\``).join(', ')
    return `the fields that threads share are ${names}; others are given to record(), or declared in the class to be each thread's own`
  })
  decorate(type)
  return Record
}

/** A derived class of another thread, as it arrives here: the module's own, where it is one's. */
function adoptClass(address: number): RecordConstructor {
  const as = decodeMessage(load(address + RT_MAKING)) as RecordConstructor
  const parent = typeAt(load(address + RT_PARENT))
  if (!types.has(as)) types.set(as, { ...parent, address, as })
  return as
}

/** The type of a class of records; a class that the program has derived gets its own with its first object. */
export function typeOf(as: Function): RecordType {
  const known = types.get(as)
  if (known !== undefined) return known
  const above: unknown = Object.getPrototypeOf(as)
  if (typeof above !== 'function' || above === Function.prototype)
    throw new TypeError(`Expected a class of records, got ${as.name || 'a function'}`)
  const parent = typeOf(above)
  const address = kind.enter(
    as as RecordConstructor,
    (block) => {
      store(block + RT_BYTES, parent.layout.bytes)
      store(block + RT_PARENT, parent.address)
      retainObject(parent.address)
    },
    RECORD_TYPE_BYTES,
  )
  const type: RecordType = { ...parent, address, as: as as RecordConstructor }
  types.set(as, type)
  return type
}

export function typeAt(address: number): RecordType {
  const as = kind.at(address)
  const type = types.get(as) as RecordType
  return type.address === address ? type : { ...type, address }
}

/** An object of the type is about to cross: other threads must be able to make its class. @throws CaptureError */
export function keepMaking(address: number): void {
  if (load(address + RT_MAKING) !== 0 || encoding.has(address)) return
  encoding.add(address)
  try {
    const message = encodeMessage(typeAt(address).as)
    if (compareExchange(address + RT_MAKING, 0, message) !== 0) freeMessage(message)
  } finally {
    encoding.delete(address)
  }
}

/**
 * While a message is being received that names an object of the type: whether the modules of its class are there. If not
 * they are loaded, and the message is received once more; where nobody can wait, they have been loaded at once.
 */
export function isPrepared(address: number): boolean {
  if (load(address + RT_PARENT) === 0) return true
  const message = load(address + RT_MAKING)
  return message === 0 || prepareKept(message)
}
