/** The layout of a record: which field lies where. */
import { typeNamed } from './number-types.ts'
import type { NumberType, TypeName } from './number-types.ts'

/** Names of fields and their types, as `record()` is given them. */
export type FieldTypes = Readonly<Record<string, TypeName>>

export interface Field {
  readonly name: string
  readonly type: NumberType
  /** Bytes from the record's first. */
  readonly offset: number
}

export interface Layout {
  /** In the order in which the program named them. */
  readonly fields: readonly Field[]
  /** Of one record in an array: a multiple of the largest field. */
  readonly bytes: number
}

/** Names that mean something to every object or to JSON. */
const RESERVED: ReadonlySet<string> = new Set(['constructor', '__proto__', 'toString', 'toJSON', 'valueOf'])

/** The larger fields first: then all are aligned without gaps. @throws TypeError for what can't be fields. */
export function layoutOf(types: FieldTypes): Layout {
  if (typeof types !== 'object' || types === null)
    throw new TypeError(
      `Expected the fields of the record, such as { x: 'float64' }, got \`${String(types)}\``,
    )
  const named = Object.entries(types).map(([name, type]) => {
    if (RESERVED.has(name)) throw new TypeError(`Expected a field's name, got \`${name}\`, which is reserved`)
    return { name, type: typeNamed(type) }
  })
  if (named.length === 0) throw new TypeError('Expected at least one field, got none')
  let end = 0
  const offsets = new Map<string, number>()
  for (const { name, type } of [...named].sort((a, b) => b.type.bytes - a.type.bytes)) {
    offsets.set(name, end)
    end += type.bytes
  }
  const largest = Math.max(...named.map(({ type }) => type.bytes))
  return {
    fields: named.map(({ name, type }) => ({ name, type, offset: offsets.get(name) as number })),
    bytes: Math.ceil(end / largest) * largest,
  }
}
