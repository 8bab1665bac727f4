/**
 * Cost of a shared object's fields against a plain object's, in one thread. Run after `npm run build`:
 * `node bench/micro/object.bench.ts` (Node >= 22.18), or strip the types first. CPython's part is
 * `python3 bench/python/manager_fields.py`, to be run beside it.
 */
import { bench, do_not_optimize as keep, group, run, summary } from 'mitata'
import { shared, update } from '../../dist/index.js'

class Thing {
  first = 1
  value = 1.5
  text = 'a short one'
  long = 'a text of more than twelve characters'
  inner = { value: 1 }
  list = [1, 2, 3]
  get(): number {
    return this.value
  }
}

const ROUNDS = 1000
const plain = new Thing()
const thing = shared(new Thing())
const other = shared({ value: 2.5 })
keep(other.value)

function each(what: string, on: (thing: Thing, n: number) => unknown): void {
  group(`1000 times: ${what}`, () => {
    summary(() => {
      bench('plain object', () => {
        let last: unknown
        for (let n = 0; n < ROUNDS; n++) last = on(plain, n)
        return keep(last)
      })
      bench('shared()', () => {
        let last: unknown
        for (let n = 0; n < ROUNDS; n++) last = on(thing, n)
        return keep(last)
      })
    })
  })
}

each('read a number', (on) => on.value)
each('write a number', (on, n) => (on.value = n))
each('read a short text', (on) => on.text)
each('write a short text', (on, n) => (on.text = n % 2 === 0 ? 'even' : 'odd'))
each('read a longer text', (on) => on.long)
each('call a method that reads a number', (on) => on.get())
each('read a number of an object in a field', (on) => on.inner.value)
each('read an element of an array in a field', (on) => on.list[1])
bench('update() of a number', () => update(thing, 'first', (value) => value + 1))

await run()
