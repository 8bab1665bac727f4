/** Shared arrays: ordinary typed arrays, the same memory everywhere, alive as long as any view of them. */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { Thread } from 'nogil'
import { AtomicInt32, SharedArray, SharedBytes } from 'nogil/shared'
import { thrownBy } from '../support/elsewhere.ts'
import { collectGarbage } from '../support/garbage.ts'
import { viewOf } from '../support/waiters.ts'

const SHARED = Symbol.for('nogil.shared')
/** Stands where the block begins until it is freed. */
const TAG_ARRAY = 0x4e470026

type Factory = Exclude<keyof typeof SharedArray, 'isShared' | 'dispose'>
const CLASSES: Readonly<
  Record<Factory, { readonly from: (values: never) => ArrayLike<unknown>; readonly name: string }>
> = {
  int8: Int8Array,
  uint8: Uint8Array,
  uint8Clamped: Uint8ClampedArray,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
}
const FACTORIES = Object.keys(CLASSES) as Factory[]
const valuesFor = (factory: Factory): readonly (number | bigint)[] =>
  factory.endsWith('64') && factory !== 'float64' ? [1n, 2n, 255n, 256n] : [1, 2, 255, 256]

/** Where the array's block begins, without a reference to it. */
function blockOf(array: object): number {
  const { address } = (array as { [SHARED](): { address: number } })[SHARED]()
  Atomics.sub(viewOf(address + 4), 0, 1)
  return address
}
const tagAt = (address: number): number => Atomics.load(viewOf(address), 0)

export const arrayCases: Readonly<Record<string, () => void | Promise<void>>> = {
  'each factory gives the language’s own typed array, of the values or of zeros'() {
    for (const factory of FACTORIES) {
      const make = SharedArray[factory] as (from: unknown) => Uint8Array<SharedArrayBuffer>
      const values = valuesFor(factory)
      const array = make(values)
      const expected = CLASSES[factory].from(values as never)
      assert.deepEqual(array, expected)
      assert.equal(inspect(array), inspect(expected))
      assert.equal(Object.getPrototypeOf(array), Object.getPrototypeOf(expected))
      assert.deepEqual([...make(new Set(values))], [...array])
      assert.deepEqual(
        [...make(3)],
        [
          ...(CLASSES[factory].from(
            [0, 0, 0].map((n) => (typeof values[0] === 'bigint' ? BigInt(n) : n)) as never,
          ) as unknown as Iterable<unknown>),
        ],
      )
      assert.equal(array.byteOffset % 8, 0)
      assert.ok(SharedArray.isShared(array))
      assert.ok(!SharedArray.isShared(array.slice()))
      assert.ok(!SharedArray.isShared(expected))
    }
    assert.equal(SharedArray.int8(0).length, 0)
    assert.deepEqual([...SharedBytes('grüß')], [...Buffer.from('grüß')])
    assert.equal(SharedBytes(4).byteLength, 4)
  },

  'test_array, test_rawarray: a thread’s prefix sums are seen, and it is the same array everywhere'() {
    const array = SharedArray.int32([680, 626, 934, 821, 150, 233, 548, 982, 714, 831])
    const sums = [...array].map((_, index) => array.slice(0, index + 1).reduce((sum, n) => sum + n))
    const thread = new Thread({
      target: (given: Int32Array) => {
        for (let n = 1; n < given.length; n++) given[n] = (given[n] ?? 0) + (given[n - 1] ?? 0)
        return [given, given === array, given.buffer === array.buffer, given.constructor === Int32Array]
      },
      args: [array],
    })
    thread.start()
    const [back, ...same] = thread.result()
    assert.deepEqual([...array], sums)
    assert.equal(back, array)
    assert.deepEqual(same, [true, true, true])
  },

  'test_array_from_size: all elements are 0, also where the memory was used before'() {
    for (let round = 0; round < 20; round++) {
      const array = SharedArray.float64(50)
      assert.ok(array.every((element) => Object.is(element, 0)))
      array.fill(1.5)
      array[Symbol.dispose]()
    }
  },

  'a part crosses as that part of the same memory, whatever kind of view it is'() {
    const array = SharedArray.uint8([0, 1, 2, 3, 4, 5, 6, 7])
    const parts = {
      sub: array.subarray(2, 4),
      wide: new Uint16Array(array.buffer, array.byteOffset + 4, 1),
      data: new DataView(array.buffer, array.byteOffset + 6, 1),
      node: Buffer.from(array.buffer, array.byteOffset + 7, 1),
      whole: array,
    }
    const thread = new Thread({
      target: (given: typeof parts) => {
        given.sub[0] = 20
        given.wide[0] = 0xffff
        given.data.setUint8(0, 60)
        given.node[0] = 70
        return { ...given, same: given.sub.buffer === given.whole.buffer && given.sub.length === 2 }
      },
      args: [parts],
    })
    thread.start()
    const back = thread.result()
    assert.deepEqual([...array], [0, 1, 20, 3, 255, 255, 60, 70])
    assert.ok(back.same)
    assert.equal(back.whole, array)
    assert.ok(Buffer.isBuffer(back.node) && back.data instanceof DataView)
    back.sub[1] = 33
    assert.equal(array[3], 33)
    assert.ok(Object.values(parts).every((part) => SharedArray.isShared(part)))
  },

  'Atomics work on integer arrays, and threads lose nothing'() {
    const counts = SharedArray.int32(3)
    const threads = [0, 1, 2].map(
      (me) =>
        new Thread({
          target: (mine: number) => {
            for (let n = 0; n < 3000; n++) Atomics.add(counts, (mine + n) % 3, 1)
          },
          args: [me],
        }),
    )
    for (const thread of threads) thread.start()
    for (const thread of threads) thread.result({ timeout: 15_000 })
    assert.deepEqual([...counts], [3000, 3000, 3000])
  },

  async 'the memory stays while any view of it is there, and is free after the last'() {
    let part: Int32Array | undefined
    const block = ((): number => {
      const array = SharedArray.int32([1, 2, 3, 4])
      part = array.subarray(2)
      return blockOf(array)
    })()
    for (let round = 0; round < 3; round++) await collectGarbage()
    assert.equal(tagAt(block), TAG_ARRAY)
    assert.deepEqual([...part], [3, 4])
    part = undefined
    for (let round = 0; round < 100 && tagAt(block) === TAG_ARRAY; round++) await collectGarbage()
    assert.notEqual(tagAt(block), TAG_ARRAY)
  },

  'dispose frees the memory at once, a message under way keeps it, and what was disposed can’t cross'() {
    const array = SharedArray.float32([1, 2])
    const part = array.subarray(1)
    const block = blockOf(array)
    const seen = new AtomicInt32()
    const thread = new Thread({
      target: (given: Float32Array) => {
        seen.wait(0)
        return given[1]
      },
      args: [array],
    })
    thread.start()
    SharedArray.dispose(part)
    array[Symbol.dispose]()
    assert.equal(tagAt(block), TAG_ARRAY)
    for (const view of [array, part])
      assert.match(
        thrownBy(() => new Thread({ target: (given: unknown) => given, args: [view] }).start()),
        /^ThreadError: this thread has disposed of this SharedArray/,
      )
    seen.store(1)
    seen.notify()
    assert.equal(thread.result({ timeout: 10_000 }), 2)
    const alone = SharedArray.int8(3)
    const its = blockOf(alone)
    alone[Symbol.dispose]()
    assert.notEqual(tagAt(its), TAG_ARRAY)
  },

  'what is no length and no list of values is refused before there is an array'() {
    for (const [bad, error] of [
      [-1, /^RangeError: Expected the array's length to be an integer ≥ 0, got `-1`$/],
      [1.5, /^RangeError/],
      [Infinity, /^RangeError/],
      ['12', /^TypeError: Expected a length or the values of the array, got `12` \(string\)$/],
      [undefined, /^TypeError/],
      [[1n], /^TypeError/],
      [2 ** 40, /^ThreadError: the arena is full/],
    ] as const)
      assert.match(
        thrownBy(() => SharedArray.int32(bad as never)),
        error,
      )
    assert.match(
      thrownBy(() => SharedArray.int64([1] as never)),
      /^TypeError|^SyntaxError/,
    )
    assert.match(
      thrownBy(() => SharedArray.dispose(new Int8Array(1))),
      /^TypeError: Expected a shared array/,
    )
    assert.match(
      thrownBy(() => SharedArray.dispose(1 as never)),
      /^TypeError: Expected a shared array, got `1`/,
    )
  },
}

export function runArrayCase(title: string): void | Promise<void> {
  return arrayCases[title]?.()
}
