/**
 * The pictures of the documentation are what their scripts draw, and those of runs show what such a run does: a race
 * that loses an update, a ring that is reported. What differs from run to run is only which thread is first.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { ROOT, runNode, runNogil } from '../support/child.ts'
import { allowMs } from '../support/watchdog.ts'
import { pages, textOf } from './blocks.ts'

interface RaceStep {
  readonly thread: string
  readonly does: string
  readonly number: number
  readonly stored: number
}
interface Deadlock {
  readonly ring: readonly { readonly thread: string; readonly lock: string; readonly holder: string }[]
  readonly thrownIn: string
}

const FOLDER = `${ROOT}docs/pictures/`
const kept = (name: string): unknown => JSON.parse(readFileSync(`${FOLDER}${name}.json`, 'utf8'))
async function fresh(name: string): Promise<unknown> {
  allowMs(60_000)
  const ran = await runNogil(['run', `${ROOT}tools/pictures/${name}-run.ts`], { timeout: 60_000 })
  assert.equal(ran.code, 0, ran.stderr)
  return JSON.parse(ran.stdout)
}

/** The pictures as they are drawn now, by the names of their files. */
async function drawn(): Promise<Record<string, string>> {
  const program = `import { pictures } from './tools/pictures/all.mjs'
    const drawn = Object.entries(pictures).map(([name, draw]) => [name, draw()])
    process.stdout.write(JSON.stringify(Object.fromEntries(drawn)))`
  const ran = await runNode(['--input-type=module', '-e', program], { cwd: ROOT })
  assert.equal(ran.code, 0, ran.stderr)
  return JSON.parse(ran.stdout) as Record<string, string>
}

test('drawing the pictures again gives the committed files, and there are no others', async () => {
  const now = await drawn()
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.svg'))
  assert.deepEqual(files.toSorted(), Object.keys(now).toSorted())
  for (const [name, svg] of Object.entries(now)) {
    assert.ok(readFileSync(FOLDER + name, 'utf8') === svg, `${name}: run node tools/pictures.mjs`)
  }
})

test('every picture is shown on some page, with words for those who do not see it', () => {
  const shown = pages().flatMap((page) => [
    ...textOf(page).matchAll(/!\[([^\]]*)\]\(\S*pictures\/(\S+?\.svg)\)/g),
  ])
  for (const [, words = ''] of shown) assert.ok(words.length > 20, `"${words}" says too little`)
  const names = new Set(shown.map(([, , name]) => name))
  assert.deepEqual(
    readdirSync(FOLDER).filter((name) => name.endsWith('.svg') && !names.has(name)),
    [],
  )
})

test('the race of the picture is one that happens: both threads read 0 and write 1', async () => {
  const { steps } = (await fresh('race')) as { readonly steps: readonly RaceStep[] }
  const { steps: keptSteps } = kept('race') as { readonly steps: readonly RaceStep[] }
  for (const run of [steps, keptSteps]) {
    assert.deepEqual(run.map(({ thread, does, number }) => `${thread} ${does} ${number}`).toSorted(), [
      'Thread 1 computes 1',
      'Thread 1 reads 0',
      'Thread 1 writes 1',
      'Thread 2 computes 1',
      'Thread 2 reads 0',
      'Thread 2 writes 1',
    ])
    assert.deepEqual(
      run.map(({ does }) => does),
      ['reads', 'reads', 'computes', 'computes', 'writes', 'writes'],
    )
    assert.deepEqual(
      run.map(({ stored }) => stored),
      [0, 0, 0, 0, 1, 1],
    )
  }
})

test('the deadlock of the picture is one that happens: each thread waits for what the other one holds', async () => {
  for (const { ring, thrownIn } of [(await fresh('deadlock')) as Deadlock, kept('deadlock') as Deadlock]) {
    assert.deepEqual(
      ring.toSorted((a, b) => (a.thread < b.thread ? -1 : 1)),
      [
        { thread: 'Thread 1', lock: 'Lock B', holder: 'Thread 2' },
        { thread: 'Thread 2', lock: 'Lock A', holder: 'Thread 1' },
      ],
    )
    assert.ok(ring.some(({ thread }) => thread === thrownIn))
  }
})
