/**
 * Records: their blocks, their crossing, their end. The class is made by shared/record-class.ts.
 *
 * Block: the header of core/objects.ts, R_TYPE (with a reference), and from R_DATA on the fields, which belong to the
 * program: plain stores, or atomic ones through `Type.atomic`.
 */
import { load, store } from '#atomics'
import { R_DATA, R_TYPE, RT_BYTES, TAG_RECORD } from '../core/data-layout.ts'
import { dropObject, ObjectKind, retainObject } from '../runtime/object-kind.ts'
import { registerShared } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { disposed } from '../runtime/disposed.ts'
import { GONE } from './record-class.ts'
import type { RecordObject } from './record-class.ts'
import type { Field } from './record-layout.ts'
import { isPrepared, keepMaking, typeAt, typeOf } from './record-types.ts'
import type { RecordType } from './record-types.ts'

/** The array that a record is a part of. */
export interface RecordHome {
  /** How the record at this address crosses, as a part of the array. */
  referToPart(at: number): SharedRef
}

/** Set while a handle of something that exists is under construction. */
let adopting: { readonly at: number; readonly home: RecordHome | undefined } | undefined
let openedHome: RecordHome | undefined

const kind = new ObjectKind<RecordObject>({
  tag: TAG_RECORD,
  bytes: (record) => R_DATA + load(load(record + R_TYPE) + RT_BYTES),
  name: 'record',
  revive: (record) => handleAt(typeAt(load(record + R_TYPE)), record + R_DATA, undefined),
  release: (record) => dropObject(load(record + R_TYPE)),
  referents: (record, visit) => visit.object(load(record + R_TYPE)),
})

/** A new handle of the record at the address, without running the constructors of derived classes. */
export function handleAt(type: RecordType, at: number, home: RecordHome | undefined): RecordObject {
  adopting = { at, home }
  return Reflect.construct(type.base, [], type.as) as RecordObject
}

/** Called by the constructor of what `record()` made. */
export function openRecord(record: RecordObject, target: Function, values: unknown): number {
  openedHome = adopting?.home
  const known = adopting?.at
  adopting = undefined
  if (known !== undefined) return known
  const type = typeOf(target)
  const given = values === undefined ? [] : checkedValues(type, values)
  const block = kind.claim(
    record,
    (address) => {
      store(address + R_TYPE, type.address)
      retainObject(type.address)
      for (const { field, value } of given) field.type.write(address + R_DATA + field.offset, value as never)
    },
    R_DATA + type.layout.bytes,
  )
  return block + R_DATA
}

export function takeHome(): RecordHome | undefined {
  return openedHome
}

function checkedValues({ layout, as }: RecordType, values: unknown): { field: Field; value: unknown }[] {
  if (typeof values !== 'object' || values === null)
    throw new TypeError(`Expected the values of the record's fields, got \`${String(values)}\``)
  return Object.entries(values).map(([name, value]) => {
    const field = layout.fields.find((each) => each.name === name)
    if (field === undefined) throw new TypeError(`${as.name} has no field \`${name}\``)
    field.type.check(value as never)
    return { field, value: value as unknown }
  })
}

export function referToRecord(record: RecordObject): SharedRef {
  const { address, inside } = typeOf(record.constructor)
  const at = inside.at(record)
  if (at === GONE) disposed('record')
  const home = inside.home(record) as RecordHome | undefined
  if (home !== undefined) return home.referToPart(at)
  keepMaking(address)
  return kind.refer(at - R_DATA)
}

export function disposeRecord(record: RecordObject): void {
  const { inside } = typeOf(record.constructor)
  const at = inside.at(record)
  if (at === GONE) return
  inside.move(record, GONE)
  if (inside.home(record) === undefined) kind.dispose(at - R_DATA)
}

export function describeRecord(record: RecordObject): string {
  const { as, inside } = typeOf(record.constructor)
  const at = inside.at(record)
  return at === GONE ? `<${as.name}, disposed>` : `<${as.name} at 0x${at.toString(16)}>`
}

registerShared(
  TAG_RECORD,
  // what stands for it while modules are loaded is thrown away with the rest of the message
  (record) => (isPrepared(load(record + R_TYPE)) ? kind.at(record) : {}),
  dropObject,
)
