/**
 * Cost of a shared collection against what the language has, in one thread, and against SharedJsonBuffer of
 * `multithreading` where that is installed (`npm ci --prefix bench/rivals`) and runs (Node >= 21). Run after
 * `npm run build`: `node bench/micro/collections.bench.ts` (Node >= 22.18), or strip the types first.
 */
import { bench, do_not_optimize as keep, group, run, summary } from 'mitata'
import { SharedList, SharedMap } from '../../dist/index.js'

/** Installed in bench/rivals, and not by the project. */
const RIVAL = 'multithreading'
const KEYS = 64
const ROUNDS = 1000
const texts = Array.from({ length: KEYS }, (_, n) => `key${n}`)

interface Store {
  get(key: string): unknown
  set(key: string, value: unknown): unknown
}

const stores = new Map<string, Store>([
  ['Map', new Map<string, unknown>()],
  ['SharedMap', new SharedMap<string, unknown>()],
])
const rival = await jsonBuffer()
if (rival !== undefined) stores.set('SharedJsonBuffer', rival)

async function jsonBuffer(): Promise<Store | undefined> {
  try {
    const path: string = new URL(`../rivals/node_modules/${RIVAL}/src/lib/lib.js`, import.meta.url).href
    const { SharedJsonBuffer } = (await import(path)) as { SharedJsonBuffer: new (value: object) => object }
    const record = new SharedJsonBuffer(Object.fromEntries(texts.map((key) => [key, 0]))) as Record<
      string,
      unknown
    >
    return { get: (key) => record[key], set: (key, value) => (record[key] = value) }
  } catch (error) {
    console.log(`SharedJsonBuffer does not run: ${String(error)}`)
    return undefined
  }
}

for (const [what, value] of [
  ['a number', 42],
  ['a double', 1.5],
  ['a short text', 'hello'],
  ['a text of 40 characters', 'x'.repeat(40)],
] as const) {
  group(`1000 times: get ${what}`, () => {
    summary(() => {
      for (const [name, store] of stores) {
        for (const key of texts) store.set(key, value)
        bench(name, () => {
          let last: unknown
          for (let n = 0; n < ROUNDS; n++) last = store.get(texts[n % KEYS] as string)
          return keep(last)
        })
      }
    })
  })
  group(`1000 times: set ${what}`, () => {
    summary(() => {
      for (const [name, store] of stores) {
        bench(name, () => {
          for (let n = 0; n < ROUNDS; n++) store.set(texts[n % KEYS] as string, value)
        })
      }
    })
  })
}

const plainNumbers = new Map(texts.map((_, n) => [n, n]))
const sharedNumbers = new SharedMap(plainNumbers)
group('1000 times: count up a number under a number', () => {
  summary(() => {
    bench('Map', () => {
      for (let n = 0; n < ROUNDS; n++) plainNumbers.set(n % KEYS, (plainNumbers.get(n % KEYS) ?? 0) + 1)
    })
    bench('SharedMap.increment', () => {
      for (let n = 0; n < ROUNDS; n++) sharedNumbers.increment(n % KEYS)
    })
    bench('SharedMap.update', () => {
      for (let n = 0; n < ROUNDS; n++) sharedNumbers.update(n % KEYS, (old) => (old ?? 0) + 1)
    })
  })
})

const array: number[] = []
const list = new SharedList<number>()
group('1000 times: push and pop', () => {
  summary(() => {
    for (const [name, each] of [
      ['Array', array],
      ['SharedList', list],
    ] as const) {
      bench(name, () => {
        for (let n = 0; n < ROUNDS; n++) each.push(n)
        for (let n = 0; n < ROUNDS; n++) each.pop()
      })
    }
  })
})

await run()
