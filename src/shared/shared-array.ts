/** `SharedArray` and `SharedBytes`: typed arrays in shared memory. The memory is shared/array-memory.ts. */
import { ARRAY_TYPES } from './array-types.ts'
import type { TypedArray } from './array-types.ts'
import { disposeMemory, isSharedView, makeArray } from './array-memory.ts'

type Numbers = number | Iterable<number> | ArrayLike<number>
type Bigs = number | Iterable<bigint> | ArrayLike<bigint>

const makers = {
  int8: (from: Numbers) => make<Int8Array<SharedArrayBuffer>>(Int8Array, from),
  uint8: (from: Numbers) => make<Uint8Array<SharedArrayBuffer>>(Uint8Array, from),
  uint8Clamped: (from: Numbers) => make<Uint8ClampedArray<SharedArrayBuffer>>(Uint8ClampedArray, from),
  int16: (from: Numbers) => make<Int16Array<SharedArrayBuffer>>(Int16Array, from),
  uint16: (from: Numbers) => make<Uint16Array<SharedArrayBuffer>>(Uint16Array, from),
  int32: (from: Numbers) => make<Int32Array<SharedArrayBuffer>>(Int32Array, from),
  uint32: (from: Numbers) => make<Uint32Array<SharedArrayBuffer>>(Uint32Array, from),
  float32: (from: Numbers) => make<Float32Array<SharedArrayBuffer>>(Float32Array, from),
  float64: (from: Numbers) => make<Float64Array<SharedArrayBuffer>>(Float64Array, from),
  int64: (from: Bigs) => make<BigInt64Array<SharedArrayBuffer>>(BigInt64Array, from),
  uint64: (from: Bigs) => make<BigUint64Array<SharedArrayBuffer>>(BigUint64Array, from),

  /** Whether the value is a shared array or a view of one's memory. */
  isShared: (value: unknown): value is ArrayBufferView<SharedArrayBuffer> => isSharedView(value),

  /**
   * This thread lets go of the array and of all views of it, now. They must not be touched any more.
   * @throws TypeError for what is no shared array.
   */
  dispose(array: ArrayBufferView): void {
    if (!ArrayBuffer.isView(array))
      throw new TypeError(`Expected a shared array, got \`${String(array)}\` (${typeof array})`)
    disposeMemory(array)
  },
} as const

type SharedArrays = typeof makers

/** `new SharedArray(8)` and `SharedArray(8)` don't say of what. */
function refuseCall(): never {
  throw new TypeError(
    'SharedArray has no constructor: say what its elements are, `SharedArray.float64(1000)` or `SharedArray.int32([1, 2, 3])`',
  )
}
Object.defineProperty(refuseCall, 'name', { value: 'SharedArray' })

/**
 * Makes typed arrays that all threads share: `SharedArray.float64(1000)` is a `Float64Array` like any other, as fast, with
 * all its methods, and its elements are the same memory in every thread it crosses to.
 *
 * Give a length, and all elements are 0, or the values. The array crosses as itself, by identity; a part of it
 * (`subarray()`, a DataView or Buffer on its `buffer`) crosses as that part of the same memory. What makes a new array
 * (`slice()`, `map()`) makes an ordinary one.
 *
 * Reads and writes are plain: two threads that write one element need a lock, or `Atomics`, which works on integer
 * arrays. Its `buffer` is the memory of the whole program; `byteOffset` says where the array lies in it.
 *
 * The memory is freed when no thread has a view of it and no message carries one; `using`, or `SharedArray.dispose()`,
 * frees it at once. **After dispose the array must not be touched**: it can't be taken away, and its memory may be
 * somebody else's.
 *
 * @example
 * const pixels = SharedArray.uint8(8)
 * const half = new Thread({ target: () => pixels.subarray(0, 4).fill(255) })
 * half.start()
 * half.join()
 * console.log(pixels.join()) // 255,255,255,255,0,0,0,0
 *
 * @see Python `multiprocessing.Array(…, lock=False)`. Differs: names of types; no lock of its own.
 */
export const SharedArray: SharedArrays = Object.assign(refuseCall as unknown as object, makers)

/**
 * A shared array of bytes: `SharedArray.uint8()` under a name of its own; a string becomes its UTF-8 bytes.
 *
 * @example
 * const bytes = SharedBytes('grüß')
 * console.log(bytes.length) // 6
 */
export function SharedBytes(from: Numbers | string): Shared<Uint8Array<SharedArrayBuffer>> {
  return SharedArray.uint8(typeof from === 'string' ? new TextEncoder().encode(from) : from)
}

/** A typed array in shared memory; `using` works on it. */
export type Shared<A> = A & Disposable

function make<A extends TypedArray>(type: (typeof ARRAY_TYPES)[number], from: Numbers | Bigs): Shared<A> {
  const values = typeof from === 'number' ? undefined : plainArray(type, from)
  const length = values === undefined ? (from as number) : values.length
  if (!Number.isSafeInteger(length) || length < 0)
    throw new RangeError(`Expected the array's length to be an integer ≥ 0, got \`${length}\``)
  const fill = (array: TypedArray): void => {
    if (values !== undefined) array.set(values as never)
  }
  return makeArray(ARRAY_TYPES.indexOf(type), length, fill) as Shared<A>
}

/** Values that the type can't have are refused before there is a shared array. */
function plainArray(type: (typeof ARRAY_TYPES)[number], from: unknown): ArrayLike<unknown> {
  if (typeof from !== 'object' || from === null)
    throw new TypeError(
      `Expected a length or the values of the array, got \`${String(from)}\` (${typeof from})`,
    )
  return new type(from as never)
}
