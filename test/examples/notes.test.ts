/** The notes' programs say what their Python twins say, in the same time, and end the same way. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { pythonSeen, runTypeScript, seenOf } from '../support/recorded-twin.ts'
import { allowMs } from '../support/watchdog.ts'
import { assertJoinsFollowEnds, finishingLast } from './line-order.ts'

/** Three sleeps of 2 s one after the other would take 6; a loaded machine starts Node and CPython slowly. */
const PROGRAMS = [
  { name: 'single-thread', lines: 6, atLeastMs: 2000, belowMs: 5500 },
  { name: 'daemon-thread', lines: 5, atLeastMs: 0, belowMs: 1900 },
  { name: 'join', lines: 6, atLeastMs: 2000, belowMs: 5500 },
  { name: 'multiple-threads', lines: 15, atLeastMs: 2000, belowMs: 5500 },
]

for (const { name, lines, atLeastMs, belowMs } of PROGRAMS) {
  test(`${name} says what its Python twin says, within ${atLeastMs} to ${belowMs} ms`, async () => {
    allowMs(60_000)
    const python = await pythonSeen(`examples/${name}`, {}, finishingLast)
    const ran = await runTypeScript(`examples/${name}.ts`)
    const seen = seenOf(ran)
    assert.deepEqual(finishingLast(seen), python)
    assert.equal(seen.lines.length, lines)
    assertJoinsFollowEnds(seen.lines)
    assert.ok(ran.ms >= atLeastMs && ran.ms < belowMs, `it took ${ran.ms.toFixed()} ms`)
  })
}
