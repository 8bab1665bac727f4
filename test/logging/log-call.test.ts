/** What the last argument of a logging call means: a value, options, or an error. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type * as logging from 'nogil/logging'
import { collect } from './collect.ts'

const boom = new Error('boom')

function errorOf(call: (log: logging.Logger) => void): [unknown, string] {
  const { log, seen } = collect()
  call(log)
  const record = seen.records[0]
  assert.ok(record !== undefined)
  return [record.excInfo, record.getMessage()]
}

test('an object of options that the message has no place for is options', () => {
  assert.deepEqual(
    errorOf((log) => log.error('x %s', 1, { excInfo: boom })),
    [boom, 'x 1'],
  )
  assert.deepEqual(
    errorOf((log) => log.error('nothing to fill', { excInfo: boom })),
    [boom, 'nothing to fill'],
  )
})

test('an object that looks like options is a value where the message asks for one', () => {
  assert.deepEqual(
    errorOf((log) => log.error('got %s', { extra: 1 })),
    [null, 'got { extra: 1 }'],
  )
  assert.deepEqual(
    errorOf((log) => log.error('%(excInfo)s', { excInfo: 1 })),
    [null, '1'],
  )
})

test('a percent sign in a message without values does not swallow options', () => {
  assert.deepEqual(
    errorOf((log) => log.error('100% done', { excInfo: boom })),
    [boom, '100% done'],
  )
  assert.deepEqual(
    errorOf((log) => log.error('100%', { excInfo: boom })),
    [boom, '100%'],
  )
})

test('an object with any other key is a value', () => {
  assert.deepEqual(
    errorOf((log) => log.error('%(excInfo)s %(other)s', { excInfo: 1, other: 2 })),
    [null, '1 2'],
  )
})

test('an Error that the message has no place for is shown with its stack', () => {
  assert.deepEqual(
    errorOf((log) => log.error('failed', boom)),
    [boom, 'failed'],
  )
  assert.deepEqual(
    errorOf((log) => log.error('failed: %s', boom)),
    [null, 'failed: Error: boom'],
  )
})

test('exception() takes the caught value from the end, whatever it is', () => {
  assert.deepEqual(
    errorOf((log) => log.exception('x %s', 1, boom)),
    [boom, 'x 1'],
  )
  assert.deepEqual(
    errorOf((log) => log.exception('x', 'a thrown string')),
    ['a thrown string', 'x'],
  )
  assert.deepEqual(
    errorOf((log) => log.exception('failed: %s', boom)),
    [boom, 'failed: Error: boom'],
  )
  assert.deepEqual(
    errorOf((log) => log.exception(boom)),
    [boom, 'Error: boom'],
  )
  assert.deepEqual(
    errorOf((log) => log.exception('x %d', 5)),
    [null, 'x 5'],
  )
  assert.deepEqual(
    errorOf((log) => log.exception('x', { excInfo: boom })),
    [boom, 'x'],
  )
})

test('excInfo true, false and null show nothing, for there is no current exception', () => {
  for (const excInfo of [true, false, null, undefined]) {
    assert.deepEqual(
      errorOf((log) => log.error('x', { excInfo })),
      [null, 'x'],
    )
  }
})

test('an error is shown with stack, code, own fields and causes', () => {
  const { log, seen } = collect()
  const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), { code: 'E1' })
  log.exception('it failed', error)
  const text = seen.lines[0] ?? ''
  assert.match(text, /^it failed\nTypeError: outer\n {4}at /)
  assert.match(text, /code: 'E1'/)
  assert.match(text, /\[cause\]: Error: inner\n/)
})

test('extra becomes fields of the record and may not replace one it has', () => {
  const { log, seen } = collect('%(user)s %(message)s')
  log.info('in', { extra: { user: 'ann' } })
  assert.deepEqual(seen.lines, ['ann in'])
  for (const key of ['message', 'asctime', 'name', 'lineno', 'args', 'getMessage']) {
    assert.throws(
      () => log.info('x', { extra: { [key]: 1 } }),
      /^TypeError: Attempt to overwrite '.*' in LogRecord/,
    )
  }
})

test('stackInfo shows where the call came from', () => {
  const { log, seen } = collect()
  function caller(): void {
    log.info('x', { stackInfo: true })
  }
  caller()
  assert.match(
    seen.lines[0] ?? '',
    /^x\nStack \(most recent call first\):\n {4}at caller \(.*log-call\.test\.js:/,
  )
})
