/**
 * The examples of queues say what their Python twins say, but for how much and in which order: both make random numbers
 * for a tenth of a second. What is compared is which kinds of lines there are and what holds among them.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { compileExamples, FORMS } from './compile-example.ts'
import { pythonSeen, runMerged, runTypeScript, seenOf } from '../support/recorded-twin.ts'
import type { Seen } from '../support/recorded-twin.ts'
import type { Ran } from '../support/child.ts'
import { allowMs } from '../support/watchdog.ts'
import { assertAbove, captured } from './line-rules.ts'

const GOT = /^Producer got message: (\d+)$/
const STORED = /^Consumer storing message: (\d+) +\((?:queue )?size=\d+\)$/
const SIZE = /size=(\d+)\)$/
const EVENT = /^Main: about to set event$/
const PRODUCER_ENDS = /^Producer received (?:EXIT )?event\. Exiting$/
const CONSUMER_ENDS = /^Consumer received (?:EXIT )?event\. Exiting$/

/** The rules, checked; then one line of each kind. */
function kindsOf(seen: Seen): Seen {
  const { lines } = seen
  assert.ok(captured(lines, GOT).length > 10, `too few lines:\n${lines.join('\n')}`)
  assert.deepEqual(captured(lines, STORED), captured(lines, GOT), 'all messages are stored, in their order')
  assert.ok(captured(lines, SIZE).every((size) => Number(size) >= 0 && Number(size) <= 10))
  assertAbove(lines, EVENT, PRODUCER_ENDS)
  assertAbove(lines, EVENT, CONSUMER_ENDS)
  assertAbove(lines, STORED, CONSUMER_ENDS)
  assertAbove(lines, GOT, PRODUCER_ENDS)
  return { ...seen, lines: [...new Set(lines.map((line) => line.replaceAll(/\d+/g, 'N')))].toSorted() }
}

async function assertAsInPython(name: string, ran: Ran): Promise<void> {
  const python = await pythonSeen(`examples/${name}`, {}, kindsOf)
  assert.deepEqual(kindsOf(seenOf(ran)), python)
}

for (const name of ['prodcom-queue', 'prodcom-better-queue']) {
  test(`${name}: every message is stored, in its order, at most ten wait, as in Python`, async () => {
    allowMs(60_000)
    await assertAsInPython(name, await runTypeScript(`examples/${name}.ts`))
  })
}

for (const form of FORMS) {
  test(`a queue of a program's own class, compiled to ${form.name}, does the same`, async () => {
    allowMs(60_000)
    const folder = compileExamples(form, 'queues')
    await assertAsInPython(
      'prodcom-queue',
      await runMerged(process.execPath, [`${folder}/prodcom-queue.${form.ending}`]),
    )
  })
}
