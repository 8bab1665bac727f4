/** Arrow functions that take nothing from around them, made anew for each message. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { functions } from './built.ts'
import { writeTwin, written } from './fixtures/lone-twin.ts'
import { encodeCall } from './harness.ts'
import { posts, sum } from './posts.ts'
import './shared-memory.ts'

type Fn = (...args: never[]) => unknown

/** The function as another thread has it. */
function received(f: Fn): (...args: unknown[]) => unknown {
  return reading(encodeCall(f, []).bytes)
}

function reading(bytes: Uint8Array): (...args: unknown[]) => unknown {
  const read = functions.receive(bytes, 0, bytes.length, undefined, (from) => from.value())
  return read as (...args: unknown[]) => unknown
}

/** How often the inspector is asked for the second of two functions. */
function asked(make: () => Fn): number {
  encodeCall(make(), [])
  return sum(posts(() => encodeCall(make(), [])))
}

test('it is looked into once, however often it is made', () => {
  const make = () => (n: number) => n * 31
  assert.equal(asked(make), 0)
  assert.equal(received(make())(2), 62)
})

test('in a later turn of the event loop as well', async () => {
  const send = (): void => void encodeCall((n: number) => n * 37, [])
  send()
  send()
  await turn()
  assert.equal(sum(posts(send)), 0)
})

test('also with its types blanked out, and with a name and properties of its own', () => {
  const make = (): Fn => {
    const named = (a: number, { b }: { readonly b: number }): number => a - 41 * b
    return Object.assign(named, { unit: 'ms' })
  }
  assert.equal(asked(make), 0)
  const found = received(make())
  assert.equal(found(82, { b: 1 }), 41)
  assert.equal(found.name, 'named')
  assert.equal((found as unknown as { unit: string }).unit, 'ms')
})

test('one whose text stands twice in the file is looked into each time: stack traces tell where it is', () => {
  const make = () => (o: { inner: { deep: number } }) => o.inner.deep
  const other = () => (o: { inner: { deep: number } }) => o.inner.deep
  assert.ok(asked(make) > 0)
  const places = [make, other, make, other].map((from) => placeOfError(received(from())))
  assert.equal(places[0], places[2])
  assert.equal(places[1], places[3])
  assert.notEqual(places[0], places[1])
})

test('one with a known text is looked into when the file of that text has not called us', async () => {
  const make = () => (o: { first: { second: number } }) => o.first.second
  assert.equal(asked(make), 0)
  setImmediate(writeTwin, encodeCall)
  await turn()
  assert.match(placeOfError(reading(written?.bytes ?? new Uint8Array())), /lone-twin/)
})

test('one that takes a variable, a global, `this` or `import()` from around it is looked into each time', () => {
  let around = 0
  assert.ok(asked(() => (n: number) => n * 43 + around) > 0)
  around += 1
  assert.ok(asked(() => (n: number) => Math.max(n, 47)) > 0)
  assert.ok(asked(() => async () => import('node:os')) > 0)
  const holder = { make: () => (n: number) => n * 53, factor: 1 }
  assert.equal(
    asked(() => holder.make()),
    0,
  )
})

test('a name that is a global in one place and a variable in another keeps its meaning', () => {
  const globally = (): Fn => (n: number) => parseInt(String(n), 10) + 59
  const locally =
    (parseInt: (text: string, radix: number) => number): Fn =>
    (n: number) =>
      parseInt(String(n), 10) + 59
  encodeCall(globally(), [])
  assert.equal(received(globally())(1), 60)
  assert.equal(received(locally(() => 100))(1), 159)
})

test('ordinary functions and methods are looked into each time: their `this` depends on the place', () => {
  assert.ok(
    asked(
      () =>
        function (n: number) {
          return n * 61
        },
    ) > 0,
  )
  assert.ok(
    asked(
      () =>
        ({
          times(n: number) {
            return n * 67
          },
        }).times,
    ) > 0,
  )
})

/** Where a function fails that reads a property of nothing. */
function placeOfError(f: (o: unknown) => unknown): string {
  try {
    f({})
  } catch (error) {
    return /\((.*:\d+:\d+)\)|at (.*:\d+:\d+)/.exec(String((error as Error).stack))?.[0] ?? ''
  }
  throw new Error('expected an error')
}
