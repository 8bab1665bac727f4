/** Functions, classes and their objects out of modules as values of collections, in threads that have not loaded those. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

const POINT = `
  export const double = (n) => n * 2
  export class Point { constructor(x) { this.x = x } norm() { return Math.abs(this.x) } }`

test('a thread loads the module of a function, a class or an object that it reads', async () => {
  const { code, stdout, stderr } = await runText('module-values', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { SharedList, SharedMap } from 'nogil/shared'
      import { double, Point } from './point.mjs'
      const map = new SharedMap([['double', double], ['Point', Point], ['deep', { all: [new Point(-4)] }]])
      const list = new SharedList([double, Point, new Point(-5)])
      const read = [
        (map) => [map.get('double')(2), new (map.get('Point'))(-3).norm(), map.get('deep').all[0].norm()],
        (map, list) => [...list].map((value) => typeof value === 'object' ? value.norm() : value.name),
        (map) => map.pop('deep').all[0] instanceof map.get('Point'),
      ]
      for (const target of read) {
        const thread = new Thread({ target, args: [map, list] })
        thread.start()
        console.log(String(thread.result()))
      }`,
    'point.mjs': POINT,
  })
  assert.deepEqual([code, stdout, stderr], [0, '4,3,4\ndouble,Point,5\ntrue\n', ''])
})

test('a module that has to be awaited is named in the error, which says what to do, and that works', async () => {
  const { code, stdout, stderr } = await runText('module-values-await', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { SharedMap } from 'nogil/shared'
      import { Point } from './point.mjs'
      const map = new SharedMap([['point', new Point(-3)], ['plain', 1]])
      const unaware = new Thread({
        target: (map) => {
          try {
            return map.get('point')
          } catch (error) {
            return [error.name, error.message, map.get('plain'), map.has('point')].join('\\n')
          }
        },
        args: [map],
      })
      unaware.start()
      console.log(unaware.result())
      const aware = new Thread({ target: (map) => map.get('point') instanceof Point, args: [map] })
      aware.start()
      console.log(aware.result())`,
    'point.mjs': `await Promise.resolve(); ${POINT}`,
  })
  const [name, message, plain, has, aware] = stdout.split('\n')
  assert.deepEqual([code, stderr, name, plain, has, aware], [0, '', 'ThreadError', '1', 'true', 'true'])
  assert.match(
    message ?? '',
    /^the value needs the module file:.*point\.mjs, which this thread has not loaded .*awaits at its top level.* let the function of the thread use/,
  )
})

test('a module that fails to load in a thread says why', async () => {
  const { stdout } = await runText('module-values-fail', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { SharedMap } from 'nogil/shared'
      import { double } from './fails.mjs'
      const map = new SharedMap([['double', double]])
      const target = (map) => {
        try {
          return map.get('double')
        } catch (error) {
          return error.name + ': ' + error.message
        }
      }
      const thread = new Thread({ target, args: [map] })
      thread.start()
      console.log(thread.result())`,
    'fails.mjs': `
      import { isMainThread } from 'node:worker_threads'
      if (!isMainThread) throw new Error('only for main')
      export function double(n) { return n * 2 }`,
  })
  assert.match(stdout, /^ThreadError: the value needs the module file:.*fails\.mjs.*: only for main; let/)
})

test('what cannot be read here is not taken out: it stays where it was, for a thread that can read it', async () => {
  const { code, stdout, stderr } = await runText('module-values-stay', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { shared, SharedList, SharedMap, SharedSet } from 'nogil/shared'
      import { Key, Point } from './point.mjs'
      const list = new SharedList([new Point(1), 'middle', new Point(2)])
      const map = new SharedMap([['first', 1], ['point', new Point(3)], ['last', new Point(4)]])
      const array = shared([new Point(5), 'middle', new Point(6)])
      const key = shared(new Key())
      const set = new SharedSet([key])
      const keys = new SharedMap([[key, 1]])
      const takes = {
        'list.pop': () => list.pop(),
        'list.shift': () => list.shift(),
        'list.splice': () => list.splice(0, 2, 'new'),
        'map.pop': () => map.pop('point'),
        'map.popItem': () => map.popItem(),
        'array.pop': () => array.pop(),
        'array.shift': () => array.shift(),
        'array.splice': () => array.splice(1, 2, 'new'),
        'set.pop': () => set.pop(),
        'keys.popItem': () => keys.popItem(),
      }
      const unaware = new Thread({
        target: (given) => {
          const said = []
          for (const [name, take] of Object.entries(given)) {
            try {
              take()
              said.push(name + ' has taken it')
            } catch (error) {
              said.push(name + ' ' + error.name + ': ' + error.message)
            }
          }
          return [...said, list.length, list.at(1), [...map.keys()].join(), array.length, array[1], set.size, keys.size]
        },
        args: [takes],
      })
      unaware.start()
      console.log(unaware.result().join('\\n'))
      console.log([list.pop().x, list.shift().x, list.shift(), list.pop()].join())
      console.log([map.popItem()[1].x, map.pop('point').x, map.popItem(), map.popItem()].join())
      console.log([array.pop().x, array.shift().x, array.length].join())
      console.log(set.pop() === key, keys.popItem()[0] === key, set.size, keys.size)`,
    'point.mjs': `
      import { isMainThread } from 'node:worker_threads'
      if (!isMainThread) throw new Error('only for main')
      export class Key {}
      ${POINT}`,
  })
  const lines = stdout.split('\n')
  const refusals = lines.slice(0, 10)
  for (const line of refusals)
    assert.match(
      line,
      /^\S+ ThreadError: the value needs the module file:.*point\.mjs.*: only for main; let .*\. It has not been taken out$/,
    )
  assert.deepEqual(
    [code, stderr, lines.slice(10)],
    [
      0,
      '',
      [
        '3',
        'middle',
        'first,point,last',
        '3',
        'middle',
        '1',
        '1',
        '2,1,middle,',
        '4,3,first,1,',
        '6,5,1',
        'true true 0 0',
        '',
      ],
    ],
    stdout,
  )
})
