/** The atomic operations on a number of each type, by its address; each gives the value before. */
import * as atomics from '#atomics'
import type { NarrowView } from '#atomics'
import { i16, i8, u16, u8 } from '../core/memory.ts'
import type { Primitive, TypeName } from './number-types.ts'

/** Values have been checked. */
export interface AtomicOperations {
  load(at: number): Primitive
  store(at: number, value: never): void
  exchange(at: number, value: never): Primitive
  compareExchange(at: number, expected: never, value: never): Primitive
  /** Missing where the type has no such operation. */
  readonly add?: (at: number, value: never) => Primitive
  readonly and?: (at: number, value: never) => Primitive
  readonly or?: (at: number, value: never) => Primitive
  readonly xor?: (at: number, value: never) => Primitive
}

/** @param of - what 32 bits mean. */
function word(of: (bits: number) => number): AtomicOperations {
  return {
    load: (at) => of(atomics.load(at)),
    store: (at, value) => atomics.store(at, value),
    add: (at, value) => of(atomics.add(at, value)),
    and: (at, value) => of(atomics.and(at, value)),
    or: (at, value) => of(atomics.or(at, value)),
    xor: (at, value) => of(atomics.xor(at, value)),
    exchange: (at, value) => of(atomics.exchange(at, value)),
    compareExchange: (at, expected, value) => of(atomics.compareExchange(at, expected, value)),
  }
}

/** @param of - what 64 bits mean. */
function big(of: (bits: bigint) => bigint): AtomicOperations {
  return {
    load: (at) => of(atomics.loadBig(at)),
    store: (at, value) => atomics.storeBig(at, value),
    add: (at, value) => of(atomics.addBig(at, value)),
    and: (at, value) => of(atomics.andBig(at, value)),
    or: (at, value) => of(atomics.orBig(at, value)),
    xor: (at, value) => of(atomics.xorBig(at, value)),
    exchange: (at, value) => of(atomics.exchangeBig(at, value)),
    compareExchange: (at, expected, value) => of(atomics.compareExchangeBig(at, expected, value)),
  }
}

/** @param view - asked for at each call: it is there when the arena is. */
function narrow(view: () => NarrowView, shift: number): AtomicOperations {
  return {
    load: (at) => atomics.loadNarrow(view(), at >>> shift),
    store: (at, value) => atomics.storeNarrow(view(), at >>> shift, value),
    add: (at, value) => atomics.addNarrow(view(), at >>> shift, value),
    and: (at, value) => atomics.andNarrow(view(), at >>> shift, value),
    or: (at, value) => atomics.orNarrow(view(), at >>> shift, value),
    xor: (at, value) => atomics.xorNarrow(view(), at >>> shift, value),
    exchange: (at, value) => atomics.exchangeNarrow(view(), at >>> shift, value),
    compareExchange: (at, expected, value) =>
      atomics.compareExchangeNarrow(view(), at >>> shift, expected, value),
  }
}

const float64: AtomicOperations = {
  load: (at) => atomics.loadFloat(at),
  store: (at, value) => atomics.storeFloat(at, value),
  add: (at, value) => atomics.addFloat(at, value),
  exchange: (at, value) => atomics.exchangeFloat(at, value),
  compareExchange: (at, expected, value) => atomics.compareExchangeFloat(at, expected, value),
}

const bit = (value: boolean): number => (value ? 1 : 0)
const bool: AtomicOperations = {
  load: (at) => atomics.loadNarrow(u8, at) !== 0,
  store: (at, value) => atomics.storeNarrow(u8, at, bit(value)),
  and: (at, value) => atomics.andNarrow(u8, at, bit(value)) !== 0,
  or: (at, value) => atomics.orNarrow(u8, at, bit(value)) !== 0,
  xor: (at, value) => atomics.xorNarrow(u8, at, bit(value)) !== 0,
  exchange: (at, value) => atomics.exchangeNarrow(u8, at, bit(value)) !== 0,
  compareExchange: (at, expected, value) =>
    atomics.compareExchangeNarrow(u8, at, bit(expected), bit(value)) !== 0,
}

/** No `float32`: the machine has no such operation, and a loop over its neighbours' bits is not worth having. */
export const ATOMIC_OPERATIONS: Readonly<Partial<Record<TypeName, AtomicOperations>>> = {
  int8: narrow(() => i8, 0),
  uint8: narrow(() => u8, 0),
  int16: narrow(() => i16, 1),
  uint16: narrow(() => u16, 1),
  int32: word((bits) => bits),
  uint32: word((bits) => bits >>> 0),
  int64: big((bits) => bits),
  uint64: big((bits) => BigInt.asUintN(64, bits)),
  float64,
  bool,
}
