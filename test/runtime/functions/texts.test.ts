/** Functions whose source text is unusual. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Pool } from './harness.ts'

const pool = new Pool(1)
after(() => pool.close())

const K = 40
const key = 'computed'

test('methods with odd names, computed keys and symbols cross', async () => {
  const o = {
    get(n: number): number {
      return n + K
    },
    async(n: number): number {
      return n + K
    },
    static(n: number): number {
      return n + K
    },
    delete(n: number): number {
      return n + K
    },
    'with space'(n: number): number {
      return n + K
    },
    7(n: number): number {
      return n + K
    },
    [key](n: number): number {
      return n + K
    },
    *[Symbol.iterator](): Generator<number> {
      yield K
    },
  }
  for (const f of [o.get, o.async, o.static, o.delete, o['with space'], o[7], o.computed]) {
    assert.equal(await pool.submit(f, 2), 42)
  }
  const iterate = o[Symbol.iterator]
  assert.equal(await pool.submit(() => [...iterate()].join()), '40')
})

test('quotes, slashes and braces in regular expressions, templates and comments do not confuse', async () => {
  const hit = 'a"b'
  assert.equal(
    await pool.submit((text: string) => {
      // it's } a { comment with import.meta
      const parts = `${`in ${hit.length / 1} /`} "${text.replace(/[/'"`{]/g, '-')}`
      return /["'`]/.test(hit) ? parts + 'import.meta' : `no`
    }, `x/y'z`),
    'in 3 / "x-y-zimport.meta',
  )
})

test('classes with static blocks, static methods called name, fields without values and private methods cross', async () => {
  class Odd {
    static table: string[] = []
    static {
      Odd.table.push('made ' + K)
    }
    static #count = 0
    first: number | undefined
    second
    #twice(n: number): number {
      return n * 2
    }
    constructor(second: number) {
      this.second = second
    }
    run(): number {
      Odd.#count++
      return this.#twice(this.second) + Odd.#count
    }
    static name(): string {
      return 'named'
    }
    static async *['count' + K](): AsyncGenerator<number> {
      yield Odd.#count
    }
  }
  assert.equal(
    await pool.submit(() => `${new Odd(4).run()} ${Odd.table.join()} ${Odd.name()}`),
    '9 made 40 named',
  )
})

test('mixins, classes from factories and anonymous classes cross', async () => {
  const Named = <T extends new (...args: any[]) => { n: number }>(Base: T) =>
    class extends Base {
      name = 'n' + K
    }
  class Plain {
    n = 1
  }
  const Mixed = Named(Plain)
  assert.deepEqual(
    await pool.submit(() => new Mixed().name + new Mixed().n + (new Mixed() instanceof Plain)),
    'n401true',
  )
  const mixed = new Mixed()
  assert.equal(await pool.submit(() => mixed.name + (mixed instanceof Mixed)), 'n40true')
  const Anonymous = (() =>
    class {
      n = K
    })()
  assert.equal(await pool.submit(() => new Anonymous().n), K)
})

test('destructured, defaulted and rest parameters, and variables of catch and blocks, are captured right', async () => {
  const { a, ...others } = { a: 1, b: 2, c: 3 }
  const f = ({ x = K, y: [z] = [a] }: { x?: number; y?: number[] } = {}, ...rest: number[]): number =>
    x + (z ?? 0) + rest.length + others.b
  assert.equal(await pool.submit(() => f({ y: [5] }, 1, 2)), 49)
  try {
    throw new Error('caught')
  } catch (error) {
    const { message } = error as Error
    {
      const inner = message + '!'
      assert.equal(await pool.submit(() => inner + (error as Error).message), 'caught!caught')
    }
  }
})

test('a function made by the Function constructor crosses', async () => {
  const made = new Function('n', 'return n + 1') as (n: number) => number
  assert.equal(await pool.submit(made, 1), 2)
})

test('a tagged template, a label, and a comma expression keep their meaning', async () => {
  const tag = (strings: TemplateStringsArray, ...values: number[]): string =>
    strings.raw.join('|') + values.join()
  assert.equal(
    await pool.submit(() => {
      let sum = 0
      outer: for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          if (j === 2) continue outer
          sum = (void sum, sum + K)
        }
      }
      return tag`a${sum}b`
    }),
    'a|b240',
  )
})

test('an uncaught error inside a captured helper shows the line of the helper', async () => {
  function helper(): never {
    throw new Error('deep')
  }
  const here = Number(/(\d+):\d+\)?$/.exec(new Error('line').stack?.split('\n')[1] ?? '')?.[1])
  await assert.rejects(
    pool.submit(() => helper()),
    (error: Error) => {
      const lines = (error.stack ?? '').split('\n')
      assert.match(lines[1] ?? '', new RegExp(`helper .*texts\\.test\\.js:${here - 2}:`))
      assert.match(lines[2] ?? '', new RegExp(`texts\\.test\\.js:${here + 1}:`))
      return true
    },
  )
})
