/** The notes' pool of threads says what its Python twin says: three threads start, and finish two seconds later. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { pythonSeen, runTypeScript, seenOf } from '../support/recorded-twin.ts'
import type { Seen } from '../support/recorded-twin.ts'
import { allowMs } from '../support/watchdog.ts'
import { assertAbove } from './line-rules.ts'

/** In which order threads get to their lines is no part of it. */
function sorted(seen: Seen): Seen {
  assertAbove(seen.lines, /starting$/, /finishing$/)
  return { ...seen, lines: [...seen.lines].toSorted() }
}

test('executor: all three start before the first finishes, and the program ends after the last, as in Python', async () => {
  allowMs(60_000)
  const python = await pythonSeen('examples/executor', {}, sorted)
  assert.deepEqual(sorted(seenOf(await runTypeScript('examples/executor.ts'))), python)
})
