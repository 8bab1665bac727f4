/** The comparison of a program's output with its page finds what differs, and forgives only what it says it does. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Ran } from '../support/child.ts'
import type { Output } from './blocks.ts'
import { assertShown } from './shown.ts'

const ran = (stdout: string, more: Partial<Ran> = {}): Ran => ({
  code: 0,
  signal: null,
  stdout,
  stderr: '',
  ms: 1,
  ...more,
})
const output = (text: string, more: Partial<Output> = {}): Output => ({
  text,
  terminal: false,
  anyOrder: false,
  exitCode: 0,
  ...more,
})

test('the same text passes, another one does not', () => {
  assertShown(ran('a\nb\n'), output('a\nb\n'))
  assert.throws(() => assertShown(ran('a\nc\n'), output('a\nb\n')))
  assert.throws(() => assertShown(ran('a\n'), output('a\nb\n')))
  assert.throws(() => assertShown(ran('a\nb\nc\n'), output('a\nb\n')))
})

test('times of day and addresses are not compared', () => {
  assertShown(ran('10:11:12: Lock at 0x2f40\n'), output('01:02:03: Lock at 0x1000\n'))
  assert.throws(() => assertShown(ran('10:11:12: RLock\n'), output('01:02:03: Lock\n')))
})

test('an ellipsis stands for any text of a line, and on its own for any lines, and for nothing else', () => {
  assertShown(ran('took 17 ms (a+b)\n'), output('took … ms (a+b)\n'))
  assert.throws(() => assertShown(ran('took 17 s\n'), output('took … ms\n')))
  assertShown(ran('a\nb\nc\nd\n'), output('a\n  …\nd\n'))
  assertShown(ran('a\nd\n'), output('a\n…\nd\n'))
  assertShown(ran('a\nb\n'), output('a\n…\n'))
  assert.throws(() => assertShown(ran('a\nb\nc\n'), output('a\n…\nd\n')))
})

test('in any order each line has to be there just so often', () => {
  assertShown(ran('b 1\na\nb 2\n'), output('a\nb …\nb 2\n', { anyOrder: true }))
  assert.throws(() => assertShown(ran('a\na\n'), output('a\nb\n', { anyOrder: true })))
  assert.throws(() => assertShown(ran('a\nb\nb\n'), output('a\nb\n', { anyOrder: true })))
  assert.throws(() => assertShown(ran('b\na\n'), output('a\nb\n')))
})

test('stderr is looked at when stdout is empty; the exit code always', () => {
  assertShown(ran('', { stderr: 'a\n' }), output('a\n'))
  assertShown(ran('a\n', { code: 1 }), output('a\n', { exitCode: 1 }))
  assert.throws(() => assertShown(ran('a\n', { code: 1 }), output('a\n')))
})
