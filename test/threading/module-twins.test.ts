/** Shared objects made at the top level of imported modules, and threads started there. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

const LOCKS = `
import { Lock } from 'nogil'
export const lock = new Lock()
export const other = new Lock()
function makeLock() { return new Lock() }
export const made = makeLock()
export const madeAgain = makeLock()
export const list = [new Lock(), makeLock(), makeLock()]
export const inLoop = []
for (let n = 0; n < 3; n++) inLoop.push(new Lock())
export class Database { static lock = new Lock(); own = new Lock() }
export const database = new Database()
export const mapped = ['a', 'b'].map(() => new Lock())
export const all = () => [lock, other, made, madeAgain, ...list, ...inLoop, Database.lock, database.own, ...mapped]
export const addresses = () => all().map((each) => String(each).split(' at ')[1])
export const fresh = () => new Lock() !== lock && !new Lock().locked()
`

const MAIN = `
import { Thread } from 'nogil'
import { all, addresses, Database, fresh, list, lock } from './locks.mjs'

const inThread = (target) => {
  const thread = new Thread({ target })
  thread.start()
  return thread.result()
}
all().forEach((each, index) => { if (index % 3 === 1) each.acquire() })
const here = addresses().join()
console.log(new Set(addresses()).size, all().length)
console.log(here === inThread(() => addresses().join()), here === inThread(addresses).join())
console.log(inThread(() => all().map((each) => (each.locked() ? 'x' : '.')).join('')))
console.log(inThread(fresh), inThread(() => lock === all()[0] && Database.lock === all()[10]))
const [first] = list
const held = inThread(() => { lock.acquire(); return first.tryAcquire() })
console.log(held, lock.locked(), list[0].locked())
const nested = () => {
  const inner = new Thread({ target: () => addresses().join() })
  inner.start()
  return inner.result()
}
console.log(here === inThread(nested))
`

test('a lock made at the top level of an imported module is that lock in every thread that imports it', async () => {
  const { stdout, stderr } = await runText('twins', { 'main.mjs': MAIN, 'locks.mjs': LOCKS })
  assert.equal(stderr, '')
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    '14 14',
    'true true',
    '.x..x..x..x..x',
    'true true',
    'false true true',
    'true',
  ])
})

test('the same holds in TypeScript and in CommonJS', async () => {
  const typescript = await runText('twins-ts', {
    'main.ts': MAIN.replaceAll('.mjs', '.ts'),
    'locks.ts': LOCKS,
  })
  const common = await runText('twins-cjs', {
    'main.cjs': MAIN.replaceAll(/import (\{.*?\}) from (\S+)/g, 'const $1 = require($2)').replaceAll(
      '.mjs',
      '.cjs',
    ),
    'locks.cjs': `${LOCKS.replaceAll(/import (\{.*?\}) from (\S+)/g, 'const $1 = require($2)').replaceAll('export ', '')}
Object.assign(exports, { all, addresses, Database, fresh, list, lock })`,
  })
  for (const { stdout, stderr } of [typescript, common]) {
    assert.equal(stderr, '')
    assert.match(stdout, /^14 14\ntrue true\n\.x\.\.x\.\.x\.\.x\.\.x\ntrue true\nfalse true true\ntrue\n$/)
  }
})

test('a module that starts a thread at its top level is told so when a thread imports it', async () => {
  const { stdout, stderr, code } = await runText('start-on-import', {
    'main.mjs': `
      import { activeCount, Thread } from 'nogil'
      import { work } from './module.mjs'
      const thread = new Thread({ target: () => work() })
      thread.start()
      try {
        thread.result()
      } catch (error) {
        console.log(error.name, error.message)
      }
      console.log(activeCount())
    `,
    'module.mjs': `
      import { Thread } from 'nogil'
      export const work = () => 1
      const thread = new Thread({ target: work })
      thread.start()
      thread.join()
    `,
  })
  assert.match(stdout, /top level of a module while a thread imports that module.*\n1\n$/)
  assert.match(stderr, /module\.mjs:5:\d+/)
  assert.equal(code, 0)
})

test('a thread may start threads in a module that it has imported, once it runs', async () => {
  const { stdout } = await runText('start-after-import', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { work } from './module.mjs'
      const thread = new Thread({ target: () => work(20) })
      thread.start()
      console.log(thread.result())
    `,
    'module.mjs': `
      import { Thread } from 'nogil'
      const double = (n) => n * 2
      export function work(n) {
        const thread = new Thread({ target: double, args: [n] })
        thread.start()
        return thread.result() + 2
      }
    `,
  })
  assert.equal(stdout, '42\n')
})

test('the entry file is never run again, whoever imports it', async () => {
  const { stdout } = await runText('entry-once', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { ask } from './module.mjs'
      export const secret = 'of the entry'
      console.log('entry runs')
      const thread = new Thread({ target: () => ask() })
      thread.start()
      console.log(thread.result())
    `,
    'module.mjs': `
      import { secret } from './main.mjs'
      export const ask = () => secret
    `,
  })
  assert.equal(stdout, 'entry runs\nof the entry\n')
})

test('what an arrow function of an imported module makes later is each call’s own, in every thread', async () => {
  const { stdout, stderr } = await runText('twins-in-arrows', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { make } from './makers.mjs'
      const seen = [await make(), await make()]
      const threads = Array.from({ length: 3 }, () => new Thread({ target: () => make() }))
      for (const thread of threads) thread.start()
      for (const thread of threads) seen.push(await thread.resultAsync())
      console.log(seen.length, new Set(seen).size)`,
    'makers.mjs': `
      import { Lock } from 'nogil'
      const same = (f) => f
      export const make = same(async () => { await 0; return String(new Lock()).split(' at ')[1] })`,
  })
  assert.equal(stderr, '')
  assert.equal(stdout, '5 5\n')
})
