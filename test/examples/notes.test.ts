/**
 * The notes' programs say what their Python twins say, in the same time, and end the same way: run by `nogil run`, and
 * compiled to plain JavaScript in each of Node's spellings.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { ROOT } from '../support/child.ts'
import { pythonSeen, runMerged, seenOf } from '../support/recorded-twin.ts'
import { allowMs } from '../support/watchdog.ts'
import { compileExamples, FORMS } from './compile-example.ts'
import { assertJoinsFollowEnds, finishingLast } from './line-order.ts'

interface Program {
  readonly name: string
  readonly lines: number
  /** From the first line to the end. Three sleeps of 2 s one after the other would take 6. */
  readonly atLeastMs: number
  readonly belowMs: number
}
const PROGRAMS: readonly Program[] = [
  { name: 'single-thread', lines: 6, atLeastMs: 1950, belowMs: 5500 },
  { name: 'daemon-thread', lines: 5, atLeastMs: 0, belowMs: 1900 },
  { name: 'join', lines: 6, atLeastMs: 1950, belowMs: 5500 },
  { name: 'multiple-threads', lines: 15, atLeastMs: 1950, belowMs: 5500 },
]
/** Of the four, the two that differ most: each form takes as long as its programs sleep. */
const COMPILED = new Set(['daemon-thread', 'multiple-threads'])

for (const program of PROGRAMS) {
  test(`${program.name} says what its Python twin says, in the same time`, async () => {
    allowMs(60_000)
    await assertAsInPython(program, [`${ROOT}dist/cli/main.js`, 'run', `${ROOT}examples/${program.name}.ts`])
  })
}

for (const form of FORMS) {
  let folder: string | undefined
  for (const program of PROGRAMS.filter(({ name }) => COMPILED.has(name))) {
    test(`${program.name} compiled to ${form.name} and run by node says the same`, async () => {
      allowMs(60_000)
      folder ??= compileExamples(form, 'notes')
      await assertAsInPython(program, [`${folder}/${program.name}.${form.ending}`])
    })
  }
}

async function assertAsInPython(program: Program, args: readonly string[]): Promise<void> {
  const python = await pythonSeen(`examples/${program.name}`, {}, finishingLast)
  let firstAt: number | undefined
  const ran = await runMerged(process.execPath, args, { onStdout: () => (firstAt ??= performance.now()) })
  const ms = performance.now() - (firstAt ?? 0)
  const seen = seenOf(ran)
  assert.deepEqual(finishingLast(seen), python)
  assert.equal(seen.lines.length, program.lines)
  assertJoinsFollowEnds(seen.lines)
  assert.ok(ms >= program.atLeastMs && ms < program.belowMs, `it took ${ms.toFixed()} ms`)
}
