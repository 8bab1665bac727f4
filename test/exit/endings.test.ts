/** Endings that Node has and Python lacks: process.exit(), process.exitCode, rejections, async targets, awaiting mains. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runTypeScript, seenOf, type Seen } from '../support/recorded-twin.ts'

async function seen(name: string): Promise<Seen> {
  return seenOf(await runTypeScript(`test/exit/programs/${name}.ts`))
}

function ended(code: number, ...lines: string[]): Seen {
  return { code, signal: null, lines }
}

test('e: process.exit(7) in a thread ends that thread alone, at once, and its result is a ThreadExit', async () => {
  assert.deepEqual(await seen('process-exit-in-thread'), ended(0, 'ThreadExit 7', 'the next thread runs'))
})

test('g: process.exit(9) in main ends the program without waiting for threads, exit handlers run', async () => {
  assert.deepEqual(await seen('process-exit-in-main'), ended(9, 'main exits', 'exit handler 9'))
})

test("process.exitCode is main's to set, not a thread's", async () => {
  assert.deepEqual(await seen('exit-code-property'), ended(4, 'main ends', 'thread done'))
})

test('an unhandled rejection in main is reported at once, the thread is waited for, exit code 1', async () => {
  const lines = ['main rejects', 'Error: nobody handles this', 'thread done']
  assert.deepEqual(await seen('rejection-in-main'), ended(1, ...lines))
})

test('an uncaughtException handler keeps main going, and the threads and exit code 0 with it', async () => {
  const lines = ['handled: main failed', 'main goes on', 'thread done']
  assert.deepEqual(await seen('handled-error-in-main'), ended(0, ...lines))
})

test('async targets end with their value, their error, their exit, or the news that nothing can wake them', async () => {
  const stuck =
    'ThreadError: the thread awaits something that can never happen: its event loop has nothing left to do'
  assert.deepEqual(
    await seen('async-targets'),
    ended(
      0,
      'works gives value',
      'Exception in thread fails:',
      'Error: async boom',
      'fails throws Error async boom',
      'exits throws ThreadExit exit 5',
      'Exception in thread never:',
      `${stuck}`,
      `never throws ${stuck.replace(':', '')}`,
      'Exception in thread leavesRejection:',
      'Error: stray rejection',
      'leavesRejection throws Error stray rejection',
      'leavesTimer gives at once',
    ),
  )
})

test('a main that awaits a thread lives until its end, and then for those that nobody awaits', async () => {
  const lines = ['main awaits', 'thread 50', 'result 50', 'timeout false', 'main ends', 'thread 900']
  assert.deepEqual(await seen('joined-async'), ended(0, ...lines))
})

test('a daemon thread that main awaits keeps main alive', async () => {
  assert.deepEqual(await seen('daemon-left-by-await'), ended(0, 'joined'))
})
