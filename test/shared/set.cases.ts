/** `SharedSet`: a Set for all threads. */
import assert from 'node:assert/strict'
import { Lock, Thread } from 'nogil'
import { SharedSet } from 'nogil/shared'
import { Bunch } from '../support/bunch.ts'
import { thrownBy } from '../support/elsewhere.ts'
import { integer, withSeed } from '../support/seed.ts'
import { KEYS } from './plain-values.ts'

export const setCases: Readonly<Record<string, () => void | Promise<void>>> = {
  'every kind of element is found again, in this thread and in another, in the order of coming'() {
    const lock = new Lock()
    const all = [...KEYS, lock]
    const set = new SharedSet<unknown>([...all, ...all])
    assert.deepEqual([...set], all)
    assert.equal(set.size, all.length)
    const thread = new Thread({
      target: (given: SharedSet, values: readonly unknown[]) => [
        values.every((value) => given.has(value)),
        given.has('another text, and a long one'),
        [...given],
      ],
      args: [set, all],
    })
    thread.start()
    const [hasAll, hasOther, elements] = thread.result() as [boolean, boolean, unknown[]]
    assert.deepEqual([hasAll, hasOther], [true, false])
    assert.deepEqual(elements, all)
    assert.equal(elements.at(-1), lock)
  },

  'of several threads that add the same element, one is told that it is new'() {
    const set = new SharedSet<string>()
    const wins = new SharedSet<string>()
    const work = (index: number) => () => {
      for (let n = 0; n < 300; n++) if (set.tryAdd(`an element of text ${n}`)) wins.add(`${index} ${n}`)
    }
    new Bunch(3, (index) => new Thread({ target: work(index) })).run()
    assert.deepEqual([set.size, wins.size], [300, 300])
  },

  'it does what a Set does, whatever the order of calls'() {
    return withSeed((random) => {
      const set = new SharedSet<unknown>()
      const model = new Set<unknown>()
      for (let step = 0; step < 2000; step++) {
        const value =
          random() < 0.5 ? KEYS[integer(random, 0, KEYS.length)] : `number ${integer(random, 0, 99)}`
        const what = random()
        if (what < 0.4) {
          set.add(value)
          model.add(value)
        } else if (what < 0.5) {
          assert.equal(set.tryAdd(value), !model.has(value))
          model.add(value)
        } else if (what < 0.9) assert.equal(set.delete(value), model.delete(value))
        else if (what < 0.95) {
          const last = [...model].at(-1)
          assert.deepEqual(set.pop(), last)
          model.delete(last)
        } else if (what < 0.99) assert.equal(set.has(value), model.has(value))
        else if (random() < 0.1) {
          set.clear()
          model.clear()
        }
        assert.equal(set.size, model.size)
      }
      assert.deepEqual([...set], [...model])
      assert.deepEqual([...set.entries()], [...model.entries()])
      const visited: unknown[] = []
      set.forEach((value, same) => visited.push(value, same))
      assert.equal(visited.length, model.size * 2)
    })
  },

  'other objects are no elements; after dispose every use says so'() {
    const set = new SharedSet<unknown>([1])
    for (const value of [{}, [], () => 1, Symbol('s')])
      assert.match(
        thrownBy(() => set.add(value)),
        /^TypeError: Expected a key that is the same in all threads/,
      )
    assert.deepEqual([...set], [1])
    assert.match(String(set), /^<SharedSet of 1 at 0x[0-9a-f]+>$/)
    set[Symbol.dispose]()
    assert.match(
      thrownBy(() => set.add(1)),
      /^ThreadError: this thread has disposed of this SharedSet/,
    )
    assert.equal(String(set), '<SharedSet, disposed>')
  },
}

export function runSetCase(title: string): void | Promise<void> {
  return setCases[title]?.()
}
