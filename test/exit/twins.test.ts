/** How programs end: the lettered cases of Python's exit semantics, each beside its Python twin. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { pythonSeen, runTypeScript, seenOf } from '../support/recorded-twin.ts'

const CASES = {
  'outlives-main': 'a: a non-daemon thread outlives main, exit code 0',
  'daemon-finally': 'b: a daemon thread ends with the program and runs no finally block',
  'main-throws':
    'c: an error in main is reported at once, then the thread is waited for, then exit handlers run, exit code 1',
  'main-throws-alone': 'c: an error in main after all threads have ended gives exit code 1',
  'main-exits': 'd: exit(3) in main waits for the thread, then exit handlers run, exit code 3',
  'thread-exits': 'e: exit(7) in a thread runs its finally block and ends nothing else',
  'thread-throws': 'f: an error in a thread is reported with its name, exit code 0',
  order: 'h, p: joiners of main go on when it ends, threads end, then exit handlers run',
  'start-in-exit-handler': 'i: an exit handler can start and join a thread',
  grandchild: 'i2: a thread started after the end of main is waited for and outlives its starter',
  'unfired-timer': 'o: a timer that has not fired keeps the program alive, and fires; a daemon one does not',
  'daemon-inherited': 's: a thread made by a daemon thread is a daemon thread',
  'custom-excepthook': 'u: a hook set in main hears of errors in running and in new threads',
}

for (const [name, claim] of Object.entries(CASES)) {
  test(claim, async () => {
    const python = await pythonSeen(`exit/${name}`)
    assert.deepEqual(seenOf(await runTypeScript(`test/exit/programs/${name}.ts`)), python)
  })
}

test('u: a failing hook is reported with its own heading, and the error it failed to report as well', async () => {
  const python = await pythonSeen('exit/failing-excepthook')
  const { lines, ...end } = seenOf(await runTypeScript('test/exit/programs/failing-excepthook.ts'))
  // CPython prints nothing of the thread's own error then.
  const own = ['Exception in thread Worker:', 'Error: boom']
  assert.deepEqual(
    lines.filter((line) => own.includes(line)),
    own,
  )
  assert.deepEqual({ ...end, lines: lines.filter((line) => !own.includes(line)) }, python)
})

/** Node's own line on stderr when a process ends under the inspector, the one way to reach a main that computes. */
const DEBUGGER = 'Waiting for the debugger to disconnect...'

for (const main of ['joins', 'sleeps', 'awaits', 'computes', 'has ended']) {
  test(`g: _exit(9) in a thread ends the process at once while main ${main}`, async () => {
    const python = await pythonSeen('exit/os-exit')
    const { lines, ...end } = seenOf(await runTypeScript('test/exit/programs/os-exit.ts', { args: [main] }))
    const own = lines.filter((line) => main !== 'computes' || line !== DEBUGGER)
    assert.deepEqual({ ...end, lines: own }, python)
  })
}
