/**
 * The examples that hang in Python: the same lines before the deadlock, and then a report instead of silence. The Python
 * twins are ended by the test once they have said all they will ever say.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { pythonSeen, runTypeScript, seenOf } from '../support/recorded-twin.ts'
import type { Seen } from '../support/recorded-twin.ts'

const sorted = (seen: Seen): Seen => ({ ...seen, lines: seen.lines.toSorted() })

/** What the twin says until it hangs: `count` lines. It is killed then; that is its recorded end. */
async function hungSeen(name: string, count: number): Promise<readonly string[]> {
  let text = ''
  const onStdout = (piece: string, kill: (signal: NodeJS.Signals) => void): void => {
    text += piece
    if (text.split('\n').length > count) kill('SIGKILL')
  }
  const { lines, signal } = await pythonSeen(`examples/${name}`, { onStdout }, sorted)
  assert.equal(signal, 'SIGKILL')
  assert.equal(lines.length, count)
  return lines
}

test('deadlock: a lock taken twice by its thread is reported where Python hangs', async () => {
  const python = await hungSeen('deadlock', 2)
  const ran = await runTypeScript('examples/deadlock.ts')
  assert.deepEqual(seenOf(ran).lines.slice(0, 2).toSorted(), python)
  assert.equal(ran.code, 1)
  assert.match(ran.stdout, /DeadlockError: /)
  assert.match(ran.stdout, /MainThread/)
  // the line of the second acquire, which can never end
  assert.match(ran.stdout, /deadlock\.ts:14\b/)
  assert.doesNotMatch(ran.stdout, /acquired lock twice/)
})

test('bank-deadlock: two transfers in opposite directions are reported, and one of them is made', async () => {
  const python = await hungSeen('bank-deadlock', 2)
  const ran = await runTypeScript('examples/bank-deadlock.ts')
  const { lines } = seenOf(ran)
  assert.deepEqual(lines.filter((line) => line.endsWith('holds its own account')).toSorted(), python)
  const refused = /^Exception in thread (A to B|B to A):$/m.exec(ran.stdout)?.[1]
  const made = /^(A to B|B to A) has transferred 100$/m.exec(ran.stdout)?.[1]
  assert.deepEqual([refused, made].toSorted(), ['A to B', 'B to A'])
  const report = /^DeadlockError: .*/ms.exec(ran.stdout)?.[0] ?? ''
  assert.match(report, /A to B/)
  assert.match(report, /B to A/)
  assert.match(report, /bank-deadlock\.ts:\d+/)
  assert.equal(lines.at(-1), 'Total: 2000')
  assert.equal(ran.code, 0)
})
