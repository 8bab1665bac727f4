/**
 * The race conditions of the notes, and their fixes: they really happen, on an object that threads really share, and say what
 * their Python twins say. Which thread comes first is no part of that.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { pythonSeen, runTypeScript, seenOf } from '../support/recorded-twin.ts'
import type { Seen } from '../support/recorded-twin.ts'
import { allowMs } from '../support/watchdog.ts'
import { assertAbove, assertInside } from './line-rules.ts'

/** Calls whichever thread locked first 0, and the other 1. */
function renamed({ lines, ...seen }: Seen): Seen {
  const first = /^Thread (\d): finishing/.exec(lines.find((line) => /: finishing/.test(line)) ?? '')?.[1]
  if (first !== '1') return { ...seen, lines }
  return {
    ...seen,
    lines: lines.map((line) => line.replace(/^Thread (\d)/, (_, n) => `Thread ${1 - Number(n)}`)),
  }
}

/** The lines of thread 0 alone, of thread 1 alone, and how they stand to the others. */
function parted(seen: Seen): Seen {
  const { lines } = renamed(seen)
  const of = (start: string): string[] => lines.filter((line) => line.startsWith(start))
  return { ...seen, lines: [...of('Testing'), ...of('Thread 0'), ...of('Thread 1')] }
}

test('racecond: two updates of one object, and one is lost: 1, as in Python', async () => {
  allowMs(60_000)
  const canonical = (seen: Seen): Seen => {
    assertAbove(seen.lines, /starting update$/, /finishing update$/)
    return parted(seen)
  }
  const python = await pythonSeen('examples/racecond', {}, canonical)
  assert.equal(python.lines[1], 'Testing update. Ending value is 1.')
  assert.deepEqual(canonical(seenOf(await runTypeScript('examples/racecond.ts'))), python)
})

test('fixrace: with a lock the value is 2, and the updates follow each other', async () => {
  allowMs(60_000)
  const python = await pythonSeen('examples/fixrace', {}, parted)
  assert.equal(python.lines[1], 'Testing locked update. Ending value is 2.')
  assert.deepEqual(parted(seenOf(await runTypeScript('examples/fixrace.ts'))), python)
})

const BEFORE_LOCK = /: starting update$|about to lock$/
const AFTER_LOCK = /after release$|: finishing update$/

/**
 * The lines as the notes have them. What each thread says while it has the lock, and before and after that, has its order.
 * Only when the second one comes to the lock, and how soon the first one goes on after releasing it, nobody says: here the
 * second has come when the first has the lock, and the first goes on at once.
 */
function asInTheNotes(seen: Seen): Seen {
  assertInside(seen.lines, /has lock$/, /about to release lock$/, 1)
  const first = /^Thread (\d) has lock/.exec(seen.lines.find((line) => line.endsWith('has lock')) ?? '')?.[1]
  const lines = seen.lines.map((line) =>
    line.replace(/^Thread (\d)/, (_, n) => `Thread ${n === first ? 0 : 1}`),
  )
  const has = (line: string, thread: number, what: RegExp): boolean =>
    line.startsWith(`Thread ${thread}`) && what.test(line)
  const arriving = lines.filter((line) => has(line, 1, BEFORE_LOCK))
  const leaving = lines.filter((line) => has(line, 0, AFTER_LOCK))
  const inOrder = lines
    .filter((line) => !arriving.includes(line) && !leaving.includes(line))
    .flatMap((line) => {
      if (line === 'Thread 0 has lock') return [line, ...arriving]
      return line === 'Thread 0 about to release lock' ? [line, ...leaving] : [line]
    })
  return { ...seen, lines: inOrder }
}

test('fixrace with DEBUG: the fourteen lines of the notes in their order, as in Python', async () => {
  allowMs(60_000)
  const options = { args: ['DEBUG'], record: 'examples/fixrace-debug' }
  const python = await pythonSeen('examples/fixrace', options, asInTheNotes)
  assert.equal(python.lines.length, 14)
  const ran = seenOf(await runTypeScript('examples/fixrace.ts', { args: ['DEBUG'] }))
  assert.deepEqual(asInTheNotes(ran), python)
})

const sorted = (seen: Seen): Seen => ({ ...seen, lines: seen.lines.toSorted() })

/** Both withdrew, and the last to write left what it had worked out. */
function checkRace(seen: Seen): Seen {
  assert.deepEqual(seen.lines.slice(0, 2).toSorted(), ['Withdrew 500', 'Withdrew 700'])
  assert.match(seen.lines[2] ?? '', /^Final balance: (?:300|500)$/)
  return { ...seen, lines: seen.lines.slice(0, 2).toSorted() }
}

test('bank-race: both withdrawals are made, and one of them is forgotten', async () => {
  allowMs(60_000)
  const python = await pythonSeen('examples/bank-race', {}, checkRace)
  assert.deepEqual(checkRace(seenOf(await runTypeScript('examples/bank-race.ts'))), python)
})

/** Whoever is first withdraws; the other is told how much is left. */
function checkSafe(seen: Seen): Seen {
  const outcomes = [
    ['Final balance: 300', 'No 500 left', 'Withdrew 700'],
    ['Final balance: 500', 'No 700 left', 'Withdrew 500'],
  ]
  assert.ok(
    outcomes.some((lines) => lines.join() === sorted(seen).lines.join()),
    seen.lines.join('\n'),
  )
  return { ...seen, lines: [] }
}

test('bank-safe: with a lock the second withdrawal finds too little', async () => {
  allowMs(60_000)
  const python = await pythonSeen('examples/bank-safe', {}, checkSafe)
  assert.deepEqual(checkSafe(seenOf(await runTypeScript('examples/bank-safe.ts'))), python)
})
