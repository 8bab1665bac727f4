/** `SharedList`: an Array for all threads. */
import assert from 'node:assert/strict'
import { Lock, Thread } from 'nogil'
import { SharedList } from 'nogil/shared'
import { Bunch } from '../support/bunch.ts'
import { thrownBy } from '../support/elsewhere.ts'
import { integer, withSeed } from '../support/seed.ts'
import type { Random } from '../support/seed.ts'
import { VALUES } from './plain-values.ts'

export const listCases: Readonly<Record<string, () => void | Promise<void>>> = {
  'every kind of element is found again, in this thread and in another'() {
    const lock = new Lock()
    const all = [...VALUES, lock]
    const list = new SharedList<unknown>(all)
    assert.deepEqual([...list], all)
    assert.equal(list.at(-1), lock)
    const thread = new Thread({
      target: (given: SharedList, own: Lock) => {
        given.push(own)
        return { all: [...given], same: given.at(-1) === own && given.at(-2) === own, length: given.length }
      },
      args: [list, lock],
    })
    thread.start()
    assert.deepEqual(thread.result(), { all: [...all, lock], same: true, length: all.length + 1 })
  },

  'it does what an Array does, whatever the order of calls'() {
    return withSeed((random) => {
      for (let round = 0; round < 10; round++) compareWithArray(random)
    })
  },

  'what only reads is what an Array would say'() {
    const plain = [3, 1, 2, 1]
    const list = new SharedList(plain)
    assert.deepEqual(list.slice(1, -1), [1, 2])
    assert.deepEqual(
      [list.includes(2), list.includes(9), list.indexOf(1), list.lastIndexOf(1)],
      [true, false, 1, 3],
    )
    assert.deepEqual([list.find((n) => n < 3), list.findIndex((n) => n < 3)], [1, 1])
    assert.deepEqual([list.some((n) => n > 2), list.every((n) => n > 2)], [true, false])
    assert.deepEqual(
      [list.map((n) => n * 2), list.filter((n) => n === 1)],
      [
        [6, 2, 4, 2],
        [1, 1],
      ],
    )
    assert.deepEqual([list.reduce((sum, n) => sum + n, 0), list.join('-')], [7, '3-1-2-1'])
    assert.deepEqual(
      [list.concat([7], 8), [...list.keys()]],
      [
        [3, 1, 2, 1, 7, 8],
        [0, 1, 2, 3],
      ],
    )
    assert.deepEqual([...list.entries()].at(-1), [3, 1])
    const visited: unknown[] = []
    list.forEach((value, index, all) => {
      list.pop()
      visited.push([value, index, all.length])
    })
    assert.deepEqual(visited, [
      [3, 0, 4],
      [1, 1, 4],
      [2, 2, 4],
      [1, 3, 4],
    ])
    assert.equal(list.length, 0)
  },

  'splice() takes out as many as that of an Array, also without a count and with an undefined one'() {
    const counts: [count?: number | undefined, ...values: number[]][] = [
      [],
      [undefined],
      [undefined, 7],
      [2],
      [-1],
    ]
    for (const rest of counts) {
      const list = new SharedList([1, 2, 3, 4])
      const model = [1, 2, 3, 4]
      const taken = Reflect.apply(model.splice, model, [1, ...rest]) as number[]
      assert.deepEqual(list.splice(1, ...rest), taken)
      assert.deepEqual([...list], model)
    }
  },

  'what cannot be done is refused, and nothing changes'() {
    const list = new SharedList<unknown>([1, 2])
    assert.match(
      thrownBy(() => list.push(3, new WeakMap())),
      /^CaptureError: cannot send the value to another thread/,
    )
    assert.match(
      thrownBy(() => list.splice(0, 1, new WeakMap())),
      /^CaptureError/,
    )
    assert.match(
      thrownBy(() => list.set(0, new WeakMap())),
      /^CaptureError/,
    )
    assert.match(
      thrownBy(() => list.set(2, 0)),
      /^RangeError: Expected an index of one of the 2 elements, got `2`/,
    )
    assert.match(
      thrownBy(() => list.set(-3, 0)),
      /^RangeError/,
    )
    assert.match(
      thrownBy(() => list.update(5, () => 1)),
      /^RangeError/,
    )
    assert.match(
      thrownBy(() => list.at('0' as never)),
      /^TypeError: Expected an index, an integer, got `0`/,
    )
    assert.match(
      thrownBy(() => list.update(0, 1 as never)),
      /^TypeError: Expected a function/,
    )
    assert.match(
      thrownBy(() => list.update(0, () => list.length)),
      /^ThreadError: the function given to update/,
    )
    const broken = () =>
      list.sort(() => {
        throw new RangeError('mine')
      })
    assert.equal(thrownBy(broken), 'RangeError: mine')
    assert.deepEqual([...list], [1, 2])
    assert.match(String(list), /^<SharedList of 2 at 0x[0-9a-f]+>$/)
    list[Symbol.dispose]()
    assert.match(
      thrownBy(() => list.push(1)),
      /^ThreadError: this thread has disposed of this SharedList/,
    )
    assert.equal(String(list), '<SharedList, disposed>')
  },

  'what several threads add and take out at both ends is there once'() {
    const list = new SharedList<string>()
    const work = (index: number) => () => {
      const taken: string[] = []
      for (let n = 0; n < 200; n++) {
        const texts = [`${index}.${n}, a longer text`, `${index}.${n} b`]
        if (n % 2 === 0) list.push(...texts)
        else list.unshift(...texts)
        const got = n % 3 === 0 ? list.pop() : list.shift()
        if (n % 4 === 0 && got !== undefined) taken.push(got)
        else if (got !== undefined) list.insert(n, got)
      }
      return taken
    }
    const threads = [0, 1, 2].map((index) => new Thread({ target: work(index) }))
    new Bunch(3, (index) => threads[index] as Thread).run()
    const all = [...threads.flatMap((thread) => thread.result() as string[]), ...list]
    assert.equal(new Set(all).size, 3 * 400)
    assert.equal(all.length, 3 * 400)
  },

  'update() of several threads loses nothing'() {
    const list = new SharedList<{ readonly n: number }>([{ n: 0 }])
    new Bunch(
      3,
      () =>
        new Thread({
          target: () => {
            for (let n = 0; n < 300; n++) list.update(0, (old) => ({ n: old.n + 1 }))
          },
        }),
    ).run()
    assert.deepEqual([...list], [{ n: 900 }])
  },
}

function compareWithArray(random: Random): void {
  const list = new SharedList<unknown>()
  const model: unknown[] = []
  for (let step = 0; step < 300; step++) {
    const value = VALUES[integer(random, 0, VALUES.length)]
    const other = `text number ${step}`
    const index = integer(random, -3, model.length + 3)
    switch (integer(random, 0, 12)) {
      case 0:
      case 1:
        assert.equal(list.push(value, other), model.push(value, other))
        break
      case 2:
      case 3:
        assert.equal(list.unshift(value, other), model.unshift(value, other))
        break
      case 4:
        assert.deepEqual(list.pop(), model.pop())
        break
      case 5:
        assert.deepEqual(list.shift(), model.shift())
        break
      case 6: {
        const count = integer(random, -1, 4)
        assert.deepEqual(list.splice(index, count, value), model.splice(index, count, value))
        break
      }
      case 7:
        list.insert(index, other)
        model.splice(index, 0, other)
        break
      case 8:
        if (index >= 0 && index < model.length) {
          list.set(index, value)
          model[index] = value
        }
        break
      case 9: {
        const text = model.find((each) => typeof each === 'string')
        assert.equal(list.remove('text number none'), false)
        if (text === undefined) break
        assert.equal(list.remove(text), true)
        model.splice(model.indexOf(text), 1)
        break
      }
      case 10:
        list.reverse()
        model.reverse()
        break
      default:
        if (random() < 0.1) {
          list.clear()
          model.length = 0
        } else if (random() < 0.3) {
          const byText = (one: unknown, two: unknown) =>
            String(one) < String(two) ? -1 : Number(String(one) > String(two))
          list.sort(byText)
          model.sort(byText)
        }
    }
    assert.equal(list.length, model.length)
    assert.deepEqual(list.at(index), model.at(index))
  }
  assert.deepEqual([...list], model)
  list.sort()
  // oxlint-disable-next-line typescript/require-array-sort-compare
  assert.deepEqual([...list], model.sort())
}

export function runListCase(title: string): void | Promise<void> {
  return listCases[title]?.()
}
