/** `map(…, { progress: true })`: a bar where stderr is a terminal, which python3 makes here, and nothing elsewhere. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { ThreadPoolExecutor } from 'nogil/futures'
import { runProgram } from '../support/child.ts'
import { runText, writeProgram } from '../support/program-text.ts'

const PROGRAM = `
  import { ThreadPoolExecutor } from 'nogil/futures'
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const sum = [...pool.map((x) => x + 1, [1, 2, 3], { progress: true })].reduce((a, b) => a + b)
  let awaited = 0
  for await (const x of pool.map((x) => x, [4, 5], { progress: true })) awaited += x
  // nobody takes these
  pool.map((x) => x, [6], { progress: true })
  console.log(sum, awaited)
  pool.shutdown()
`
/** Runs the rest of its arguments in a terminal of its own, and prints what that shows. */
const TERMINAL = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)'

test('a bar on a terminal shows how many results have been taken, and keeps no program from its end', async () => {
  const entry = writeProgram('bar', { 'main.mjs': PROGRAM })
  const { code, stdout } = await runProgram('python3', ['-c', TERMINAL, process.execPath, entry], {
    env: { NO_COLOR: '1' },
  })
  assert.equal(code, 0, stdout)
  assert.match(stdout, /3\/3/)
  assert.match(stdout, /2\/2/)
  assert.match(stdout, /9 9/)
  assert.doesNotMatch(stdout, /0\/1/)
})

test('nothing is shown where stderr is no terminal', async () => {
  const { stdout, stderr, code } = await runText('no-bar', { 'main.mjs': PROGRAM })
  assert.deepEqual([stdout, stderr, code], ['9 9\n', '', 0])
})

test('a progress that is no boolean is refused before anything is submitted', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const progress = 'yes' as unknown as boolean
  assert.throws(() => pool.map((x: number) => x, [1], { progress }), {
    name: 'TypeError',
    message: 'Expected progress to be true or false, got `yes`',
  })
  assert.equal(pool.stats().queued + pool.stats().running + pool.stats().done, 0)
})
