/** The classes of typed arrays that a shared array can be; in shared memory a type is its place in this list. */
export const ARRAY_TYPES = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const

type Memory = SharedArrayBuffer
/** A typed array in shared memory. */
export type TypedArray =
  | Int8Array<Memory>
  | Uint8Array<Memory>
  | Uint8ClampedArray<Memory>
  | Int16Array<Memory>
  | Uint16Array<Memory>
  | Int32Array<Memory>
  | Uint32Array<Memory>
  | Float32Array<Memory>
  | Float64Array<Memory>
  | BigInt64Array<Memory>
  | BigUint64Array<Memory>
