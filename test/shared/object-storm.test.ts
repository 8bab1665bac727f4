/** Shared objects and arrays under all threads at once: what is read is whole, nothing is lost, what is freed is free. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, SharedMap, Thread } from 'nogil'
import { dispose, shared } from 'nogil/shared'
import { runText } from '../support/program-text.ts'
import { integer, withSeed } from '../support/seed.ts'
import { viewOf } from '../support/waiters.ts'
import { allowMs } from '../support/watchdog.ts'
import { floatFor, objectStorm } from './object-storm.ts'
import type { Bag } from './object-storm.ts'
import { numberOf } from './whole-values.ts'

const THREADS = 3

test('several threads and main read whole values and lose nothing', async () => {
  allowMs(60_000)
  await withSeed((random) => {
    const lock = new Lock()
    const totals = new SharedMap<string, number>()
    const floats: Bag = shared({ x: floatFor(1), y: floatFor(2) })
    const given = { bag: shared({}), list: shared([]), floats, totals }
    const seeds = Array.from({ length: THREADS + 1 }, () => integer(random, 0, 2 ** 30))
    const threads = seeds
      .slice(1)
      .map((seed) => new Thread({ target: objectStorm, args: [given, lock, seed] }))
    for (const thread of threads) thread.start()
    const faults = [objectStorm(given, lock, seeds[0] ?? 0)]
    for (const thread of threads) faults.push(thread.result())
    assert.deepEqual(faults.flat(), [])
    const sum = (given.list as unknown[]).reduce((all: number, value) => all + numberOf(value, lock), 0)
    assert.equal(sum, totals.get('in the list') ?? 0)
  })
})

const BUMP_USED_16 = 136

test('what is disposed of gives all of its memory back, and so do values that are replaced and deleted', () => {
  const used = (): number => Atomics.load(viewOf(BUMP_USED_16), 0)
  const text = 'x'.repeat(20_000)
  const round = (): void => {
    const bag: Bag = shared({ text, list: [text], inner: { text }, bytes: new Uint8Array(20_000) })
    const list = bag['list'] as unknown[]
    for (let n = 0; n < 50; n++) {
      bag['text'] = `${n}${text}`
      bag[`${text}${n % 3}`] = n
      if (n % 7 === 0) delete bag['text']
      list.push({ text }, bag['inner'])
      list.length = 2
    }
    list.length = 1
    const inner = bag['inner'] as object
    const bytes = bag['bytes'] as Uint8Array
    for (const each of [bag, list, inner, bytes]) dispose(each)
  }
  round()
  round()
  const before = used()
  for (let n = 0; n < 20; n++) round()
  // freed blocks that this thread keeps for itself count as used
  assert.ok(used() - before < 20_000 / 16, `${used() - before} units more than before`)
})

test('a thread that dies in update() or sort() has changed nothing, and the others go on', async () => {
  const { code, stdout } = await runText('dies-in-object', {
    'main.mjs': `
      import { Event, Thread } from 'nogil'
      import { shared, update } from 'nogil/shared'
      const object = shared({ text: 'as it was', list: ['b', 'a'] })
      for (const change of [
        (die) => update(object, 'text', die),
        (die) => update(object, 'a new field', die),
        (die) => update(object.list, 0, die),
        (die) => object.list.sort(die),
      ]) {
        const inside = new Event()
        const doomed = new Thread({ target: () => change(() => { inside.set(); process.reallyExit(3) }) })
        const patient = new Thread({ target: () => { inside.wait(); return JSON.stringify(object) } })
        patient.start()
        doomed.start()
        console.log(patient.result())
        doomed.join()
      }
      object.text = 'new'
      object.list.push('c')
      console.log(JSON.stringify(object))`,
  })
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
  assert.deepEqual(
    [code, lines],
    [
      0,
      [
        ...Array.from({ length: 4 }, () => '{"text":"as it was","list":["b","a"]}'),
        '{"text":"new","list":["b","a","c"]}',
      ],
    ],
    stdout,
  )
})

test('a shared object made at the top level of a module is the same one in a thread that imports it', async () => {
  const { code, stdout, stderr } = await runText('object-twins', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { board, Board } from './library.mjs'
      const thread = new Thread({ target: () => {
        board.scores.push(2)
        board.mark('thread')
        return [board instanceof Board, board]
      } })
      thread.start()
      const [isBoard, same] = thread.result()
      console.log(isBoard, same === board, JSON.stringify(board))`,
    'library.mjs': `
      import { shared } from 'nogil/shared'
      export class Board {
        scores = [1]
        by = {}
        mark(name) { this.by[name] = true }
      }
      export const board = shared(new Board())`,
  })
  assert.deepEqual([code, stdout, stderr], [0, 'true true {"scores":[1,2],"by":{"thread":true}}\n', ''])
})

test('classes and functions of the entry file arrive whole when the first message needs modules', async () => {
  const { code, stdout, stderr } = await runText('first-message', {
    'main.mjs': `
      import { Lock, record, shared, Thread } from 'nogil'
      import { helper } from './helper.mjs'
      class Guarded {
        lock = new Lock()
        make() { return [new Lock() instanceof Lock, helper()] }
      }
      class Point extends record({ x: 'float64' }) {
        make() { return helper() }
      }
      const ask = (object, point) => [
        object instanceof Guarded, object.constructor === Guarded, object.make(),
        point instanceof Point, point.make(),
      ]
      const thread = new Thread({ target: ask, args: [shared(new Guarded()), new Point()] })
      thread.start()
      console.log(JSON.stringify(thread.result()))`,
    'helper.mjs': `export const helper = () => 'helped'`,
  })
  assert.deepEqual([code, stdout, stderr], [0, '[true,true,[true,"helped"],true,"helped"]\n', ''])
})
