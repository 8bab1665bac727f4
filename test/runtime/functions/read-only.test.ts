import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Pool } from './harness.ts'

const pool = new Pool(1)
after(() => pool.close())

let counter = 1
const settings: { a: number; deep: { list: number[] }; extra?: number } = { a: 1, deep: { list: [1] } }
const cache = new Map([['x', { y: 1 }]])
const seen = new Set([1])
const born = new Date(0)
class Point {
  x = 1
  move(): void {
    this.x = 2
  }
}
const point = new Point()

function rejectsNaming(name: string, f: () => unknown, text = /./): void {
  test(`a write to a captured variable is refused and names \`${name}\`: ${String(f).replace(/\s+/g, ' ')}`, async () => {
    await assert.rejects(pool.submit(f), (error: Error) => {
      assert.ok(error instanceof TypeError, String(error))
      assert.ok(error.message.includes(`\`${name}\``), error.message)
      assert.match(error.message, /copy/)
      assert.match(error.message, text)
      assert.match(error.stack ?? '', /read-only\.test\.js/)
      return true
    })
  })
}

rejectsNaming('counter', () => counter++, /^Assignment to constant variable\./)
rejectsNaming('counter', () => (counter = 5), /^Assignment to constant variable\./)
rejectsNaming('counter', () => (counter += 5), /^Assignment to constant variable\./)
rejectsNaming('settings', () => (settings.a = 5), /^Cannot assign to read only property 'a'/)
rejectsNaming('settings', () => settings.a++, /^Cannot assign to read only property 'a'/)
rejectsNaming('settings', () => (settings['deep'].list[0] = 5), /^Cannot assign to read only property '0'/)
rejectsNaming('settings', () => settings.deep.list.push(2), /object is not extensible/)
rejectsNaming('settings', () => (settings.extra = 2), /object is not extensible/)
rejectsNaming('settings', () => delete (settings as { a?: number }).a, /^Cannot delete property/)
rejectsNaming('settings', () => Object.assign(settings, { a: 3 }), /^Cannot assign to read only property/)
rejectsNaming(
  'cache',
  () => cache.set('y', { y: 2 }),
  /^`cache` is a copy in this thread and read-only; use a shared object/,
)
rejectsNaming('cache', () => cache.clear())
rejectsNaming('cache', () => ((cache.get('x') ?? { y: 0 }).y = 2))
rejectsNaming('seen', () => seen.add(2))
rejectsNaming('born', () => born.setTime(1))
rejectsNaming('point', () => (point.x = 2), /^Cannot assign to read only property 'x'/)

test('a method that writes to its captured instance is told that it is a copy', async () => {
  await assert.rejects(
    pool.submit(() => point.move()),
    /read only property 'x'.*copy in this thread and read-only/,
  )
})

test('a write through a local name says which captured variables there are', async () => {
  await assert.rejects(
    pool.submit(() => {
      const mine = settings.deep
      mine.list = []
    }),
    /`mine` is, or is part of, a copy that this thread captured \(`settings`\)/,
  )
})

test('reading captured Maps, Sets and Dates works, and their extra methods stay hidden', async () => {
  assert.deepEqual(
    await pool.submit(() => [cache.size, [...cache.keys()], seen.has(1), born.getTime(), Object.keys(cache)]),
    [1, ['x'], true, 0, []],
  )
})

test('what is captured is read-only and what is passed is not, though their shapes agree', async () => {
  const list = await pool.submit((mine: typeof settings) => {
    mine.deep.list.push(settings.deep.list.length)
    return mine.deep.list
  }, structuredClone(settings))
  assert.deepEqual(list, [1, 1])
})

test('globals and modules inside captured data are not frozen', async () => {
  const tools = { math: Math, log: console }
  assert.equal(
    await pool.submit(
      () => Object.isFrozen(tools) && !Object.isFrozen(tools.math) && !Object.isFrozen(tools.log),
    ),
    true,
  )
})

test("an error of the program's own that looks alike is left alone", async () => {
  await assert.rejects(
    pool.submit(() => {
      throw new RangeError('Assignment to constant variable.')
    }),
    (error: Error) => error.message === 'Assignment to constant variable.',
  )
})
