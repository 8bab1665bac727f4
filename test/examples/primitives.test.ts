/**
 * The examples of locks, events, barriers and timers say what their Python twins say: the same lines, in an order that
 * keeps the same rules, and end the same way. `line-rules.ts` has the rules; they are checked of both outputs.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { compileExamples, FORMS } from './compile-example.ts'
import { pythonSeen, runMerged, runTypeScript, seenOf } from '../support/recorded-twin.ts'
import type { Ran } from '../support/child.ts'
import type { Seen } from '../support/recorded-twin.ts'
import { allowMs } from '../support/watchdog.ts'
import { assertAbove, assertInside, captured } from './line-rules.ts'
import type { Lines } from './line-rules.ts'

interface Program {
  readonly name: string
  readonly claim: string
  readonly check: (lines: Lines) => void
  /** Its lines come in any order that `check` accepts. Default: in one order. */
  readonly anyOrder?: true
  /** What takes the place of a line before the comparison: random numbers are not the same twice. */
  readonly rewrite?: (lines: Lines) => Lines
  /** From its start to its end. Default 0. */
  readonly atLeastMs?: number
}

const GOT = /^Producer got message: (\d+)$/
const STORED = /^Consumer storing message: (\d+)$/

const PROGRAMS: readonly Program[] = [
  {
    name: 'prodcom-lock',
    claim: 'the consumer stores all ten messages in the order in which they were produced',
    check(lines) {
      assert.equal(lines.length, 20)
      assert.deepEqual(captured(lines, STORED), captured(lines, GOT))
      let ahead = 0
      for (const line of lines) {
        ahead += GOT.test(line) ? 1 : -1
        // one that is being put in, one that is inside, one that was taken out and is not yet told of
        assert.ok(ahead >= 0 && ahead <= 3, `${ahead} ahead at "${line}" of\n${lines.join('\n')}`)
      }
    },
    anyOrder: true,
    rewrite: (lines) => lines.map((line) => line.replace(/\d+$/, 'N')),
  },
  {
    name: 'timer',
    claim: 'one timer fires in its time, the cancelled one never',
    check: (lines) => assert.equal(lines.length, 4),
    atLeastMs: 300,
  },
  {
    name: 'barrier',
    claim: 'nobody works before all are ready, and the action runs once, in between',
    check(lines) {
      assertAbove(lines, /: ready$/, /^Barrier/)
      assertAbove(lines, /^Barrier/, /: working$/)
      assertAbove(lines, /: working$/, /^Main/)
    },
    anyOrder: true,
    atLeastMs: 200,
  },
  {
    name: 'semaphore',
    claim: 'two of five workers are connected at once',
    check: (lines) => assertInside(lines, /: connected$/, /: disconnected$/, 2),
    anyOrder: true,
    atLeastMs: 300,
  },
  {
    name: 'bank-rlock',
    claim: 'a thread takes its RLock twice while the others wait, and the balance is 300',
    check(lines) {
      assertInside(lines, /holds the lock$/, /holds the lock twice$/, 1)
      assert.deepEqual(
        captured(lines, /(\S+) holds the lock$/),
        captured(lines, /(\S+) holds the lock twice$/),
      )
      assert.equal(lines.at(-1), 'Final balance: 300')
    },
    anyOrder: true,
    atLeastMs: 300,
  },
  {
    name: 'bank-semaphore',
    claim: 'two of five customers are served at once',
    check: (lines) => assertInside(lines, /is being served$/, /is done$/, 2),
    anyOrder: true,
    atLeastMs: 300,
  },
  {
    name: 'bank-event',
    claim: 'all enter when the bank opens and transact when the tellers are ready',
    check(lines) {
      assertAbove(lines, /^The bank is open$/, /enters the bank$/)
      assertAbove(lines, /^The tellers are ready$/, /transacts$/)
    },
    anyOrder: true,
    atLeastMs: 200,
  },
  {
    name: 'bank-condition',
    claim: 'the teller serves all customers in the order in which they came',
    check(lines) {
      const served = captured(lines, /serves customer (\d)$/)
      assert.deepEqual(served, ['1', '2', '3', '4', '5'])
      assert.deepEqual(captured(lines, /^Customer (\d) joins/), served)
      for (const n of served)
        assertAbove(lines, new RegExp(`^Customer ${n} joins`), new RegExp(`serves customer ${n}`))
    },
    anyOrder: true,
    atLeastMs: 300,
  },
  {
    name: 'bank-barrier',
    claim: 'no teller serves before all are ready',
    check(lines) {
      assertAbove(lines, /is ready$/, /serves$/)
      assertAbove(lines, /serves$/, /^The bank has opened$/)
    },
    anyOrder: true,
    atLeastMs: 300,
  },
]

/** Those with classes, closures and `using`, which compilers write in another way. */
const COMPILED = new Set(['prodcom-lock', 'bank-rlock', 'bank-condition'])

for (const program of PROGRAMS) {
  test(`${program.name}: ${program.claim}, as in Python`, async () => {
    allowMs(60_000)
    await assertAsInPython(program, await runTypeScript(`examples/${program.name}.ts`))
  })
}

for (const form of FORMS) {
  test(`examples compiled to ${form.name} and run by node say the same`, async () => {
    allowMs(60_000)
    const folder = compileExamples(form, 'primitives')
    for (const program of PROGRAMS.filter(({ name }) => COMPILED.has(name))) {
      await assertAsInPython(
        program,
        await runMerged(process.execPath, [`${folder}/${program.name}.${form.ending}`]),
      )
    }
  })
}

async function assertAsInPython(program: Program, ran: Ran): Promise<void> {
  const comparable = (seen: Seen): Seen => {
    program.check(seen.lines)
    const lines = program.rewrite?.(seen.lines) ?? seen.lines
    return { ...seen, lines: program.anyOrder === true ? lines.toSorted() : lines }
  }
  const python = await pythonSeen(`examples/${program.name}`, {}, comparable)
  assert.deepEqual(comparable(seenOf(ran)), python)
  assert.ok(ran.ms >= (program.atLeastMs ?? 0), `it took ${ran.ms.toFixed()} ms`)
}
