/** CPython's AtexitTests, and what registerAtexit() does beyond: order, other threads, errors, the ways main can end. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { registerAtexit } from 'nogil'
import type { Ran } from '../support/child.ts'
import { runText } from '../support/program-text.ts'

function said(ran: Ran): { stdout: string[]; stderr: string; code: number | null } {
  return { stdout: ran.stdout.trimEnd().split('\n'), stderr: ran.stderr, code: ran.code }
}

function quiet(...stdout: string[]): ReturnType<typeof said> {
  return { stdout, stderr: '', code: 0 }
}

test('test_atexit_output: what is registered runs when main has ended', async () => {
  const ran = await runText(
    'atexit-output',
    `
    import { registerAtexit } from 'nogil'
    registerAtexit((what) => console.log(what), 'parrot')
    console.log('main ends')
  `,
  )
  assert.deepEqual(said(ran), quiet('main ends', 'parrot'))
})

test('test_atexit_called_once: it runs once, last registered first, though the event loop goes on', async () => {
  const ran = await runText(
    'atexit-once',
    `
    import { registerAtexit, Thread, sleep } from 'nogil'
    for (const n of [1, 2, 3]) registerAtexit(() => {
      console.log('call', n)
      if (n === 3) setTimeout(() => console.log('a timer of the first call'), 1)
    })
    new Thread({ target: () => sleep(50) }).start()
    process.on('exit', () => console.log('exit handler'))
  `,
  )
  assert.deepEqual(
    said(ran),
    quiet('call 3', 'call 2', 'call 1', 'a timer of the first call', 'exit handler'),
  )
})

test('test_atexit_after_shutdown: in such a function and after it nothing more can be registered', async () => {
  const ran = await runText(
    'atexit-after',
    `
    import { mainThread, registerAtexit, Thread } from 'nogil'
    const refused = () => {
      try { registerAtexit(() => {}) } catch (error) { return String(error) }
    }
    const thread = new Thread({ target: () => { mainThread().join(); return refused() } })
    thread.start()
    process.on('exit', () => console.log(refused(), thread.result()))
    registerAtexit(() => registerAtexit(() => console.log('never')))
  `,
  )
  assert.match(
    ran.stderr,
    /^Exception ignored in a function registered by registerAtexit:\nThreadError: can't register atexit after shutdown\n/,
  )
  const { stdout, code } = said(ran)
  const refusal = "ThreadError: can't register atexit after shutdown"
  assert.deepEqual({ stdout, code }, { stdout: [`${refusal} ${refusal}`], code: 0 })
})

test('an error in one is reported, the others run, and the exit code is as it was', async () => {
  const ran = await runText(
    'atexit-error',
    `
    import { registerAtexit } from 'nogil'
    registerAtexit(() => console.log('runs'))
    registerAtexit(() => { throw new RangeError('boom') })
    registerAtexit(() => console.log('runs first'))
    process.exitCode = 4
  `,
  )
  const { stdout, code } = said(ran)
  assert.deepEqual({ stdout, code }, { stdout: ['runs first', 'runs'], code: 4 })
  assert.match(ran.stderr, /^Exception ignored .*:\nRangeError: boom\n {4}at .*main\.mjs:4/)
})

test('functions of other threads run in main, in the order in which all were registered', async () => {
  const ran = await runText(
    'atexit-threads',
    `
    import { isMainThread, Lock, registerAtexit, Thread } from 'nogil'
    const lock = new Lock()
    registerAtexit(() => console.log('first', isMainThread()))
    const thread = new Thread({ target: () => {
      registerAtexit((name) => console.log(name, isMainThread(), lock.locked()), 'of a thread')
    } })
    thread.start()
    thread.join()
    registerAtexit(() => { lock.acquire(); console.log('last') })
  `,
  )
  assert.deepEqual(said(ran), quiet('last', 'of a thread true true', 'first true'))
})

test('they run after an uncaught error in main, before the threads are waited for', async () => {
  const program = (withThread: boolean): string => `
    import { Event, registerAtexit, Thread } from 'nogil'
    const stop = new Event()
    const work = () => { stop.wait(); console.log('told to stop') }
    if (${withThread}) new Thread({ target: work }).start()
    registerAtexit(() => { console.log('tells'); stop.set() })
    throw new Error('main failed')
  `
  const alone = await runText('atexit-crash-alone', program(false))
  assert.deepEqual([alone.stdout, alone.code], ['tells\n', 1])
  const ran = await runText('atexit-crash', program(true))
  assert.deepEqual([ran.stdout, ran.code], ['tells\ntold to stop\n', 1])
  assert.match(ran.stderr, /Error: main failed/)
})

test('exit() runs them, process.exit() and _exit() do not', async () => {
  const program = (call: string): string => `
    import { _exit, exit, registerAtexit } from 'nogil'
    registerAtexit(() => console.log('runs'))
    ${call}
  `
  const ends = await Promise.all(
    ['exit(3)', 'process.exit(3)', '_exit(3)'].map((call, n) => runText(`atexit-exit-${n}`, program(call))),
  )
  assert.deepEqual(
    ends.map(({ stdout, code }) => [stdout, code]),
    [
      ['runs\n', 3],
      ['', 3],
      ['', 3],
    ],
  )
})

test('what is no function is refused', () => {
  assert.throws(() => registerAtexit('stop' as unknown as () => void), {
    name: 'TypeError',
    message: /function/,
  })
})
