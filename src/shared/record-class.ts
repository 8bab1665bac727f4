/**
 * Makes the class of a record type, by compiling its text.
 *
 * Written once for all types, an accessor would see objects of every record class, and the engine gives up on code that
 * sees more than four: 40 ns instead of 1 (Node 20-26). Compiled per type, each accessor sees one class and knows its
 * offset, and reads as fast as an ordinary property. A disposed record's address is GONE: no view reaches so far, so a
 * read finds `undefined`, at no cost where it doesn't; a write compares.
 */
import * as memory from '../core/memory.ts'
import { compileBody } from '../platform/compile.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import { disposed } from '../runtime/disposed.ts'
import type { TypeName } from './number-types.ts'
import type { Layout } from './record-layout.ts'

/** In the place of an address: beyond every arena, also when it is taken for an unsigned number. */
export const GONE: number = -(2 ** 31)

/** A record as this library sees it. */
export type RecordObject = object
export type RecordConstructor = new (values?: object) => RecordObject

/** How the library reaches into the records of one class that `record()` made. */
export interface RecordInside {
  /** Address of the first field, or GONE. @throws TypeError for what is no such record. */
  at(record: RecordObject): number
  move(record: RecordObject, at: number): void
  /** The array that the record is a part of, undefined for one on its own. */
  home(record: RecordObject): object | undefined
  /** Whether it is a record of the class. */
  owns(value: unknown): boolean
}

/** What the class does through the library. */
export interface RecordBehaviour {
  /** @returns the address of the record under construction. */
  open(record: RecordObject, target: Function, values: unknown): number
  /** Of the record under construction, after `open`. */
  home(): object | undefined
  refer(record: RecordObject): unknown
  referType(): unknown
  dispose(record: RecordObject): void
  describe(record: RecordObject): string
}

interface Code {
  readonly view: 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'i64' | 'u64' | 'f32' | 'f64'
  readonly shift: 0 | 1 | 2 | 3
  /** Whether `v` is a value of the type. */
  readonly fits: string
}

const CODE: Readonly<Record<TypeName, Code>> = {
  int8: { view: 'i8', shift: 0, fits: 'typeof v === "number" && v << 24 >> 24 === v' },
  uint8: { view: 'u8', shift: 0, fits: 'typeof v === "number" && (v & 255) === v' },
  int16: { view: 'i16', shift: 1, fits: 'typeof v === "number" && v << 16 >> 16 === v' },
  uint16: { view: 'u16', shift: 1, fits: 'typeof v === "number" && (v & 65535) === v' },
  int32: { view: 'i32', shift: 2, fits: 'typeof v === "number" && (v | 0) === v' },
  uint32: { view: 'u32', shift: 2, fits: 'typeof v === "number" && v >>> 0 === v' },
  int64: { view: 'i64', shift: 3, fits: 'typeof v === "bigint" && BigInt.asIntN(64, v) === v' },
  uint64: { view: 'u64', shift: 3, fits: 'typeof v === "bigint" && BigInt.asUintN(64, v) === v' },
  float32: { view: 'f32', shift: 2, fits: 'typeof v === "number"' },
  float64: { view: 'f64', shift: 3, fits: 'typeof v === "number"' },
  bool: { view: 'u8', shift: 0, fits: 'typeof v === "boolean"' },
}

/** What stack traces call the text: a file of this library, so that no one takes its frames for the program's. */
const OWN_TEXT = new URL('./record-text.js', import.meta.url).href

/** The arena is there: its views are parameters of the text. */
export function makeRecordClass(
  layout: Layout,
  behaviour: RecordBehaviour,
): { readonly Record: RecordConstructor; readonly inside: RecordInside } {
  const accessors = layout.fields.map(({ name, type, offset }, index) => {
    const { view, shift, fits } = CODE[type.name]
    const place = (at: string): string => `${view}[${at} + ${offset} >>> ${shift}]`
    const [read, stored] = type.name === 'bool' ? [' !== 0', 'v ? 1 : 0'] : ['', 'v']
    return `get [${JSON.stringify(name)}]() { return (${place('this.#at')} ?? gone())${read} }
  set [${JSON.stringify(name)}](v) {
    if (!(${fits})) fields[${index}].type.check(v)
    const at = this.#at
    if (at < 0) gone()
    ${place('at')} = ${stored}
  }`
  })
  const text = `let inside
class Record {
  #at
  #home
  constructor(values) { this.#at = open(this, new.target, values); this.#home = home() }
  ${accessors.join('\n  ')}
  toJSON() { const all = {}; for (const { name } of fields) all[name] = this[name]; return all }
  toString() { return describe(this) }
  [inspect](_, options, print) { return this.#at < 0 ? describe(this) : this.constructor.name + " " + print(this.toJSON(), options) }
  [Symbol.dispose]() { dispose(this) }
  [SHARED]() { return refer(this) }
  static get [SHARED]() { return this === Record ? referType : undefined }
  static {
    inside = { at: (r) => r.#at, move: (r, at) => { r.#at = at }, home: (r) => r.#home, owns: (r) => typeof r === 'object' && r !== null && #at in r }
  }
}
return { Record, inside }
//# sourceURL=${OWN_TEXT}`
  const { i8, u8, i16, u16, i32, u32, i64, u64, f32, f64 } = memory
  const values = {
    i8,
    u8,
    i16,
    u16,
    i32,
    u32,
    i64,
    u64,
    f32,
    f64,
    ...behaviour,
    SHARED,
    inspect: Symbol.for('nodejs.util.inspect.custom'),
    fields: layout.fields,
    gone: () => disposed('record'),
  }
  return compileBody(text, Object.keys(values))(...Object.values(values)) as ReturnType<
    typeof makeRecordClass
  >
}
