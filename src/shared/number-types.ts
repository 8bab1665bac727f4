/**
 * The types of a fixed size that values, arrays and records are made of: how many bytes, how they are read and written
 * (plain access, no step of the language's `Atomics`), and what they refuse.
 *
 * In shared memory a type is its number: its place in TYPE_NAMES.
 */
import { f32, f64, i16, i32, i64, i8, u16, u32, u64, u8 } from '../core/memory.ts'
import { refuseBig, refuseBoolean, refuseFloat, refuseInteger } from './number-checks.ts'

export const TYPE_NAMES = [
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'float32',
  'float64',
  'bool',
] as const

/** Names of the types that a `Value` or a field of a record can have. */
export type TypeName = (typeof TYPE_NAMES)[number]
/** What a type holds: numbers, bigints in 64-bit integers, booleans. */
export type TypeValue<N extends TypeName> = N extends 'int64' | 'uint64'
  ? bigint
  : N extends 'bool'
    ? boolean
    : number
export type Primitive = number | bigint | boolean

export interface NumberType {
  readonly name: TypeName
  readonly bytes: number
  /** @param at - address, a multiple of `bytes`. */
  read(at: number): Primitive
  /** The value has been checked. */
  write(at: number, value: never): void
  /** @throws TypeError, RangeError when the type has no such value. */
  check(value: never): void
}

function integer(
  name: TypeName,
  bytes: number,
  least: number,
  access: Pick<NumberType, 'read' | 'write'>,
): NumberType {
  const most = least + 2 ** (bytes * 8) - 1
  return {
    name,
    bytes,
    ...access,
    check(value: number) {
      if (!Number.isInteger(value) || value < least || value > most) refuseInteger(value, name, least, most)
    },
  }
}

function big(name: TypeName, least: bigint, access: Pick<NumberType, 'read' | 'write'>): NumberType {
  const most = least + 2n ** 64n - 1n
  return {
    name,
    bytes: 8,
    ...access,
    check(value: bigint) {
      if (typeof value !== 'bigint' || value < least || value > most) refuseBig(value, name, least, most)
    },
  }
}

function float(name: TypeName, bytes: number, access: Pick<NumberType, 'read' | 'write'>): NumberType {
  return {
    name,
    bytes,
    ...access,
    check(value: number) {
      if (typeof value !== 'number') refuseFloat(value, name)
    },
  }
}

export const NUMBER_TYPES: Readonly<Record<TypeName, NumberType>> = {
  int8: integer('int8', 1, -(2 ** 7), {
    read: (at) => i8[at] as number,
    write: (at, value: number) => void (i8[at] = value),
  }),
  uint8: integer('uint8', 1, 0, {
    read: (at) => u8[at] as number,
    write: (at, value: number) => void (u8[at] = value),
  }),
  int16: integer('int16', 2, -(2 ** 15), {
    read: (at) => i16[at >>> 1] as number,
    write: (at, value: number) => void (i16[at >>> 1] = value),
  }),
  uint16: integer('uint16', 2, 0, {
    read: (at) => u16[at >>> 1] as number,
    write: (at, value: number) => void (u16[at >>> 1] = value),
  }),
  int32: integer('int32', 4, -(2 ** 31), {
    read: (at) => i32[at >>> 2] as number,
    write: (at, value: number) => void (i32[at >>> 2] = value),
  }),
  uint32: integer('uint32', 4, 0, {
    read: (at) => u32[at >>> 2] as number,
    write: (at, value: number) => void (u32[at >>> 2] = value),
  }),
  int64: big('int64', -(2n ** 63n), {
    read: (at) => i64[at >>> 3] as bigint,
    write: (at, value: bigint) => void (i64[at >>> 3] = value),
  }),
  uint64: big('uint64', 0n, {
    read: (at) => u64[at >>> 3] as bigint,
    write: (at, value: bigint) => void (u64[at >>> 3] = value),
  }),
  float32: float('float32', 4, {
    read: (at) => f32[at >>> 2] as number,
    write: (at, value: number) => void (f32[at >>> 2] = value),
  }),
  float64: float('float64', 8, {
    read: (at) => f64[at >>> 3] as number,
    write: (at, value: number) => void (f64[at >>> 3] = value),
  }),
  bool: {
    name: 'bool',
    bytes: 1,
    read: (at) => u8[at] !== 0,
    write: (at, value: boolean) => void (u8[at] = value ? 1 : 0),
    check(value: boolean) {
      if (typeof value !== 'boolean') refuseBoolean(value, 'bool')
    },
  },
}

/** @throws TypeError for a name that is no type's. */
export function typeNamed(name: string): NumberType {
  if (!Object.hasOwn(NUMBER_TYPES, name))
    throw new TypeError(`Expected a type: one of ${TYPE_NAMES.join(', ')}; got \`${String(name)}\``)
  return NUMBER_TYPES[name as TypeName]
}
