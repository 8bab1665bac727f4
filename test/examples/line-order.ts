/** The order of the notes' lines: fixed, but for the threads' last lines, which come in any order. */
import assert from 'node:assert/strict'
import type { Seen } from '../support/recorded-twin.ts'

const FINISHING = /^Thread (\d): finishing$/

/** The lines of fixed order, then the finishing lines sorted; of a single thread they stay where they are. */
export function finishingLast(seen: Seen): Seen {
  const finishing = seen.lines.filter((line) => FINISHING.test(line)).sort()
  if (finishing.length < 2) return seen
  return { ...seen, lines: [...seen.lines.filter((line) => !FINISHING.test(line)), ...finishing] }
}

/** Each thread finishes before main says that it is done, and after main has begun to join. */
export function assertJoinsFollowEnds(lines: readonly string[]): void {
  for (const [at, line] of lines.entries()) {
    const index = FINISHING.exec(line)?.[1]
    const done = lines.indexOf(`Main    : thread ${index} done`)
    if (index === undefined || done === -1) continue
    assert.ok(at < done, `"${line}" comes after main has joined it`)
    assert.ok(at > lines.indexOf('Main    : before joining thread 0.'), `"${line}" comes too early`)
  }
}
