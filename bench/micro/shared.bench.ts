/**
 * Cost of shared data against what the language has: records and plain objects, atomic values and `Atomics`, shared arrays
 * and typed arrays, in one thread. Run after `npm run build`: `node bench/micro/shared.bench.ts` (Node >= 22.18), or strip
 * the types first.
 */
import { bench, do_not_optimize as keep, group, run, summary } from 'mitata'
import { AtomicBigInt64, AtomicFloat64, AtomicInt32, record, SharedArray, Value } from '../../dist/index.js'

const FIELDS = { x: 'float64', y: 'float64', z: 'float64', hits: 'int32' } as const
class Plain {
  x = 1.5
  y = 2.5
  z = 3.5
  hits = 1
}
const Point = record(FIELDS)
// the engine has seen several classes of records before
for (let n = 0; n < 8; n++) new (record(FIELDS))().x += 1
const plain = new Plain()
const point = new Point({ x: 1.5, y: 2.5 })
const ROUNDS = 1000

group('1000 rounds: read and write of four fields', () => {
  summary(() => {
    bench('plain object', () => {
      let sum = 0
      for (let n = 0; n < ROUNDS; n++) {
        plain.x = plain.x + 1.5
        sum += plain.y
        plain.z = sum
        plain.hits = (plain.hits + 1) | 0
      }
      return keep(sum)
    })
    bench('record', () => {
      let sum = 0
      for (let n = 0; n < ROUNDS; n++) {
        point.x = point.x + 1.5
        sum += point.y
        point.z = sum
        point.hits = (point.hits + 1) | 0
      }
      return keep(sum)
    })
  })
})

const points = Point.array(ROUNDS)
const objects = Array.from({ length: ROUNDS }, () => new Plain())
group('sum over 1000 records', () => {
  summary(() => {
    bench('array of plain objects', () => keep(objects.reduce((sum, each) => sum + each.x, 0)))
    bench('RecordArray, moved', () => {
      const each = points.at(0)
      let sum = 0
      for (let n = 0; n < ROUNDS; n++) sum += points.move(each, n).x
      return keep(sum)
    })
  })
})

const words = new Int32Array(new SharedArrayBuffer(4))
const bigs = new BigInt64Array(new SharedArrayBuffer(8))
const [int32, big, float] = [new AtomicInt32(), new AtomicBigInt64(), new AtomicFloat64()]
group('1000 additions', () => {
  const times = (one: () => unknown) => () => {
    for (let n = 0; n < ROUNDS; n++) one()
  }
  summary(() => {
    bench(
      'Atomics.add, 32 bits',
      times(() => Atomics.add(words, 0, 1)),
    )
    bench(
      'AtomicInt32.add',
      times(() => int32.add(1)),
    )
    bench(
      'field of a record',
      times(() => Point.atomic.hits.add(point, 1)),
    )
    bench(
      'Atomics.add, 64 bits',
      times(() => Atomics.add(bigs, 0, 1n)),
    )
    bench(
      'AtomicBigInt64.add',
      times(() => big.add(1n)),
    )
    bench(
      'AtomicFloat64.add',
      times(() => float.add(0.5)),
    )
    bench(
      'AtomicInt32.notify, nobody waits',
      times(() => int32.notify(1)),
    )
  })
})

const value = new Value('float64', 1)
const bare = new Value('float64', 1, { lock: false })
group('Value', () => {
  bench('read under its lock', () => keep(value.value))
  bench('read without a lock', () => keep(bare.value))
})

const shared = SharedArray.float64(100_000)
const ordinary = new Float64Array(100_000)
const total = (array: Float64Array<ArrayBufferLike>): number => {
  let sum = 0
  for (let n = 0; n < array.length; n++) sum += array[n] ?? 0
  return sum
}
group('sum over 100 000 floats', () => {
  summary(() => {
    bench('Float64Array', () => keep(total(ordinary)))
    bench('SharedArray', () => keep(total(shared)))
  })
})

group('make and dispose', () => {
  bench('AtomicInt32', () => new AtomicInt32()[Symbol.dispose]())
  bench('record', () => new Point()[Symbol.dispose]())
  bench('SharedArray of 16', () => SharedArray.int32(16)[Symbol.dispose]())
})

await run()
