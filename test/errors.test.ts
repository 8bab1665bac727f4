import assert from 'node:assert/strict'
import { test } from 'node:test'
import type * as Errors from '../dist/errors.js'

const built = new URL('../../dist/errors.js', import.meta.url).href
const errors = (await import(built)) as typeof Errors
const other = (await import(`${built}?second install`)) as typeof Errors

type Class = new (...args: never[]) => Error & { code: string }

const classes = Object.entries(errors).filter(
  ([, value]) => (value as { prototype?: unknown }).prototype instanceof Error,
) as unknown as [string, Class][]

test('every class has its own name and a stable code made from it', () => {
  assert.equal(classes.length, 16)
  const codes = new Set<string>()
  for (const [name, Class] of classes) {
    const error = new Class()
    assert.equal(error.name, name)
    assert.equal(Object.hasOwn(error, 'name'), false)
    const expected = name
      .replace(/Error$/, '')
      .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
      .toUpperCase()
    assert.equal(error.code, `ERR_${expected}`)
    assert.match(String(error.stack), new RegExp(`^${name}`))
    codes.add(error.code)
  }
  assert.equal(codes.size, classes.length)
})

test('instanceof holds across two installs of the package, in both directions', () => {
  for (const [name, Class] of classes) {
    const Twin = (other as unknown as Record<string, Class>)[name] as Class
    assert.notEqual(Twin, Class)
    assert.ok(new Twin() instanceof Class, name)
    assert.ok(new Class() instanceof Twin, name)
  }
  assert.ok(new other.DeadlockError('m') instanceof errors.ThreadError)
})

test('no class takes the errors of another one for its own', () => {
  const error = (name: string): Error => {
    const Class = classes.find(([known]) => known === name)?.[1]
    return Class === undefined ? assert.fail(name) : new Class()
  }
  for (const [name] of classes) {
    for (const [wide, Wide] of classes) {
      const expected = wide === name || Wide.prototype.isPrototypeOf(error(name))
      assert.equal(error(name) instanceof Wide, expected, `${name} instanceof ${wide}`)
    }
  }
  assert.equal(new Error('m') instanceof errors.ThreadError, false)
  for (const value of [undefined, null, 0, 'x', {}]) assert.equal(value instanceof errors.ThreadError, false)
})

test("Python's RuntimeErrors are ThreadErrors, and CaptureError is a TypeError", () => {
  for (const Class of [
    errors.DeadlockError,
    errors.OwnerDiedError,
    errors.ThreadDiedError,
    errors.BrokenBarrierError,
    errors.BrokenExecutor,
  ]) {
    assert.ok(new Class('m') instanceof errors.ThreadError)
  }
  assert.ok(new errors.CaptureError('m') instanceof TypeError)
  assert.equal(new errors.Empty() instanceof errors.ThreadError, false)
})

test("a user's subclass is told from its parent and from its siblings", () => {
  class Mine extends errors.ThreadError {}
  class Yours extends errors.ThreadError {}
  class Deep extends Mine {}
  assert.ok(new Mine() instanceof Mine)
  assert.ok(new Deep() instanceof Mine)
  assert.ok(new Mine() instanceof errors.ThreadError)
  assert.ok(new Mine() instanceof other.ThreadError)
  assert.equal(new errors.ThreadError() instanceof Mine, false)
  assert.equal(new errors.DeadlockError() instanceof Mine, false)
  assert.equal(new Yours() instanceof Mine, false)
  assert.equal(new Mine() instanceof Deep, false)
})

test('facts are fields, with defaults', () => {
  const cause = new Error('c')
  const died = new errors.ThreadDiedError('m', { reason: 'boot failure', thread: 'T-1', cause })
  assert.deepEqual([died.reason, died.thread, died.cause], ['boot failure', 'T-1', cause])
  assert.deepEqual(
    [new errors.ThreadDiedError('m').reason, new errors.ThreadDiedError('m').thread],
    ['terminated', undefined],
  )
  assert.equal(new errors.CaptureError('m', { path: 'p' }).path, 'p')
  assert.deepEqual(new errors.DeadlockError('m', { cycle: ['a'] }).cycle, ['a'])
  assert.equal(new errors.OwnerDiedError('m', { owner: 'A' }).owner, 'A')
  assert.deepEqual([new errors.ThreadExit().exitCode, new errors.ThreadExit().message], [undefined, 'exit 0'])
  assert.deepEqual([new errors.ThreadExit(3).exitCode, new errors.ThreadExit('bye').message], [3, 'bye'])
})
