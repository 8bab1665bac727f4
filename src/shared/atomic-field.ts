/** `Type.atomic.field`: the atomic operations on one field of a record type. */
import { describeBriefly } from '../platform/value-types.ts'
import type { AtomicOperations } from './atomic-operations.ts'
import { disposed } from '../runtime/disposed.ts'
import { GONE } from './record-class.ts'
import type { RecordInside } from './record-class.ts'
import type { Field } from './record-layout.ts'

/**
 * Reads and changes one field of a record in one step that no other thread can divide. All methods give the value before;
 * sums wrap around at the ends of the range.
 *
 * @throws TypeError, RangeError for a value that the field's type does not have; TypeError for a record of another type,
 *   and for an operation that the type does not have; ThreadError for a disposed record. Nothing has changed then.
 *
 * @example
 * const Counter = record({ hits: 'int32' })
 * const counter = new Counter()
 * Counter.atomic.hits.add(counter, 1)
 * console.log(counter.hits) // 1
 */
export class AtomicField<R extends object, T> {
  readonly #inside: RecordInside
  readonly #field: Field
  readonly #operations: AtomicOperations

  /** Not to be called by programs. */
  constructor(inside: RecordInside, field: Field, operations: AtomicOperations) {
    this.#inside = inside
    this.#field = field
    this.#operations = operations
  }

  load(record: R): T {
    return this.#operations.load(this.#at(record)) as T
  }

  store(record: R, value: T): void {
    this.#operations.store(this.#at(record), this.#checked(value))
  }

  exchange(record: R, value: T): T {
    return this.#operations.exchange(this.#at(record), this.#checked(value)) as T
  }

  /** Stores `value` if the field is `expected`; then that is what it gives. */
  compareExchange(record: R, expected: T, value: T): T {
    const at = this.#at(record)
    return this.#operations.compareExchange(at, this.#checked(expected), this.#checked(value)) as T
  }

  add(record: R, value: T): T {
    return (this.#operations.add ?? this.#refuse('add'))(this.#at(record), this.#checked(value)) as T
  }

  sub(record: R, value: T): T {
    const add = this.#operations.add ?? this.#refuse('sub')
    return add(this.#at(record), -(this.#checked(value) as number) as never) as T
  }

  and(record: R, value: T): T {
    return (this.#operations.and ?? this.#refuse('and'))(this.#at(record), this.#checked(value)) as T
  }

  or(record: R, value: T): T {
    return (this.#operations.or ?? this.#refuse('or'))(this.#at(record), this.#checked(value)) as T
  }

  xor(record: R, value: T): T {
    return (this.#operations.xor ?? this.#refuse('xor'))(this.#at(record), this.#checked(value)) as T
  }

  #at(record: R): number {
    let at: number
    try {
      at = this.#inside.at(record)
    } catch {
      return this.#refuseRecord(record)
    }
    return at === GONE ? disposed('record') : at + this.#field.offset
  }

  #checked(value: T): never {
    this.#field.type.check(value as never)
    return value as never
  }

  #refuseRecord(value: unknown): never {
    throw new TypeError(
      `Expected a record of the class that this \`atomic.${this.#field.name}\` is of, or of a class derived from it, got \`${describeBriefly(value)}\``,
    )
  }

  #refuse(operation: string): never {
    throw new TypeError(`\`${this.#field.name}\` is ${this.#field.type.name}, which has no \`${operation}\``)
  }
}
