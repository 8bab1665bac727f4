/** `record()`: classes of objects with fixed fields in shared memory. */
import { AtomicField } from './atomic-field.ts'
import { ATOMIC_OPERATIONS } from './atomic-operations.ts'
import type { TypeName, TypeValue } from './number-types.ts'
import { RecordArray } from './record-array.ts'
import type { Field, FieldTypes } from './record-layout.ts'
import { describeRecord, disposeRecord, openRecord, referToRecord, takeHome } from './record-objects.ts'
import { openType, useRecords } from './record-types.ts'
import type { RecordType } from './record-types.ts'

/** A record with these fields. */
export type RecordOf<F extends FieldTypes> = { -readonly [K in keyof F]: TypeValue<F[K]> } & Disposable

/** The atomic operations on each field; a `float32` has none. */
export type AtomicFields<F extends FieldTypes> = {
  readonly [K in keyof F as F[K] extends 'float32' ? never : K]: AtomicField<RecordOf<F>, TypeValue<F[K]>>
}

/** A class that {@link record} has made. */
export interface RecordClass<F extends FieldTypes = Readonly<Record<string, TypeName>>> {
  /**
   * @param values - of fields that are not to begin as 0, 0n or false.
   * @throws TypeError for a field that there is not, TypeError or RangeError for a value that its type does not have.
   * @throws ThreadError when the arena is full.
   */
  new (values?: Partial<{ readonly [K in keyof F]: TypeValue<F[K]> }>): RecordOf<F>
  readonly prototype: RecordOf<F>
  /** Fields read and changed in one step: `Point.atomic.hits.add(point, 1)`. */
  readonly atomic: AtomicFields<F>
  /** As many records of this class side by side, all zeros, without an object for each. */
  array<T extends object>(this: new (...args: never[]) => T, length: number): RecordArray<T>
}

useRecords(
  {
    open: openRecord,
    home: takeHome,
    refer: referToRecord,
    dispose: disposeRecord,
    describe: describeRecord,
  },
  addStatics,
)

/**
 * Makes a class whose objects have fixed fields in shared memory, the same objects in every thread they cross to.
 *
 * A field is read and written like an ordinary property, at its speed, and like one without any order between threads:
 * what two threads write needs a lock, or `Type.atomic`. A value that the type does not have is refused. Derive from the
 * class to add methods; an object of a derived class arrives in another thread as one, without its constructor being run
 * there, so what else its constructor makes stays behind: fields that it declares are each thread's own. Assigning one that
 * nobody has declared is a TypeError.
 *
 * The fields are accessors of the class: `Object.keys()` and structural comparison don't see them; `JSON.stringify()`,
 * `toJSON()` and `util.inspect()` do.
 *
 * @param fields - names and types: `'int8'`, `'uint8'`, … `'int64'`, `'uint64'` (bigints), `'float32'`, `'float64'`,
 *   `'bool'`.
 * @throws TypeError for another type, a reserved name, no fields. @throws ThreadError when the arena is full.
 *
 * @example
 * class Point extends record({ x: 'float64', y: 'float64', hits: 'int32' }) {
 *   get length() {
 *     return Math.hypot(this.x, this.y)
 *   }
 * }
 * const point = new Point({ x: 3, y: 4 })
 * const thread = new Thread({ target: () => (point.x = 0) })
 * thread.start()
 * thread.join()
 * console.log(point.length) // 4
 *
 * @see Python `multiprocessing.Value` of a `ctypes.Structure`. Differs: no lock of its own.
 */
export function record<const F extends FieldTypes>(fields: F): RecordClass<F> {
  return openType(fields) as unknown as RecordClass<F>
}

function refuseAtomic({ name, type }: Field): never {
  throw new TypeError(
    `the field \`${name}\` is ${type.name}, which has no atomic operations; hold a lock around it`,
  )
}

function addStatics({ base, layout, inside }: RecordType): void {
  const atomic: Record<string, unknown> = {}
  for (const field of layout.fields) {
    const operations = ATOMIC_OPERATIONS[field.type.name]
    if (operations !== undefined) atomic[field.name] = new AtomicField(inside, field, operations)
    else Object.defineProperty(atomic, field.name, { get: () => refuseAtomic(field) })
  }
  Object.defineProperty(base, 'atomic', { value: Object.freeze(atomic) })
  Object.defineProperty(base, 'array', {
    value(this: Function, length: number) {
      return new RecordArray(this, length)
    },
  })
}
