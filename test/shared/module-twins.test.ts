/** Shared data made at the top level of an imported module is the same data in every thread that imports it. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

const DATA = `
import { AtomicInt32, record, SharedArray, Value } from 'nogil'
{ const gone = new AtomicInt32(77); gone[Symbol.dispose]() }
export const count = new AtomicInt32(5)
export const value = new Value('int32', 6)
export const array = SharedArray.int32([1, 2, 3])
export const Point = record({ x: 'int32' })
export class Named extends Point { get name() { return 'n' + this.x } }
export const point = new Point({ x: 7 })
export const named = new Named({ x: 8 })
export const points = Named.array(3)
export const change = () => {
  count.add(1)
  value.value += 1
  array[0] = 9
  point.x += 1
  named.x += 1
  points.at(2).x = 4
  return [count, value, array, Point, point, named, points]
}
`

const MAIN = `
import { Thread } from 'nogil'
import { array, change, count, Named, named, point, Point, points, value } from './data.mjs'
for (let n = 0; n < 2; n++) {
  const thread = new Thread({ target: () => change() })
  thread.start()
  const back = thread.result()
  console.log([count, value, array, Point, point, named, points].map((each, index) => each === back[index]).join())
}
const asks = new Thread({ target: (given) => [given instanceof Named, given.name, given === named], args: [named] })
asks.start()
console.log(asks.result().join())
console.log([count.load(), value.value, array.join(''), point.x, named.name, points.at(2).name].join())
`

for (const files of [
  { 'main.mjs': MAIN, 'data.mjs': DATA },
  { 'main.ts': MAIN.replaceAll('.mjs', '.ts'), 'data.ts': DATA },
])
  test(`what ${Object.keys(files).join(' imports from ')} is the same in its threads`, async () => {
    const { stdout, stderr } = await runText('data-twins', files)
    assert.equal(stderr, '')
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      'true,true,true,true,true,true,true',
      'true,true,true,true,true,true,true',
      'true,n10,true',
      '7,8,923,9,n10,n4',
    ])
  })
