/** Errors that come from beside a task: the futures of what the worker ran then say which error it was. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

/** Prints what the future of `task` comes to, as `show` picks it; then the pool serves another task. */
async function comesTo(name: string, task: string, show: string): Promise<{ out: unknown; stderr: string }> {
  const { code, stdout, stderr } = await runText(
    `stray-${name}`,
    `
    import { exit } from 'nogil'
    import { ThreadDiedError, ThreadPoolExecutor } from 'nogil/futures'
    class Broken extends Error {
      constructor(message, part) {
        super(message)
        this.part = part
      }
    }
    const pool = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: 'worker' })
    const error = pool.submit(${task}).exception({ timeout: 30_000 })
    console.log(JSON.stringify(${show}))
    console.log(pool.submit(Math.abs, -5).result({ timeout: 30_000 }))
    pool.shutdown()`,
  )
  const [first, ...rest] = stdout.split('\n')
  assert.deepEqual([code, rest], [0, ['5', '']], stderr)
  return { out: JSON.parse(first as string) as unknown, stderr }
}

const ALL =
  '[error.name, error.reason, error.thread, error.cause instanceof Broken, error.cause?.message, error.cause?.part]'

test('an error thrown by a timer is the cause of what its task comes to, with class, message and fields', async () => {
  const { out, stderr } = await comesTo(
    'timer',
    `() => new Promise(() => { setTimeout(() => { throw new Broken('beside', { wheel: [3] }) }, 1) })`,
    ALL,
  )
  assert.deepEqual(out, ['ThreadDiedError', 'uncaught error', 'worker_0', true, 'beside', { wheel: [3] }])
  assert.match(stderr, /^Exception in thread worker_0:\nBroken/)
})

test('a rejection that nobody handles is the cause of what its task comes to', async () => {
  const { out } = await comesTo(
    'rejection',
    `() => new Promise(() => { void Promise.reject(new Broken('unhandled', 7)) })`,
    ALL,
  )
  assert.deepEqual(out, ['ThreadDiedError', 'uncaught error', 'worker_0', true, 'unhandled', 7])
})

test('the cause has the stack of the line that threw it', async () => {
  const { out } = await comesTo(
    'stack',
    `function late() {
      return new Promise(() => { setTimeout(function inTheTimer() { throw new Broken('beside') }, 1) })
    }`,
    `[error.cause.stack.includes('inTheTimer'), error.stack.includes('inTheTimer')]`,
  )
  assert.deepEqual(out, [true, false])
})

test('what is no error is a cause too', async () => {
  const { out } = await comesTo(
    'value',
    `() => new Promise(() => { setTimeout(() => { throw 'words' }, 1) })`,
    `[error.name, error.cause]`,
  )
  assert.deepEqual(out, ['ThreadDiedError', 'words'])
})

test('exit() in a timer makes its task fail as exit() in the task does', async () => {
  const { out, stderr } = await comesTo(
    'exit',
    `() => new Promise(() => { setTimeout(() => exit(3), 1) })`,
    `[error.name, error.exitCode, error.cause]`,
  )
  assert.deepEqual(out, ['ThreadExit', 3, null])
  assert.equal(stderr, '')
})

test('a task that awaits what can never happen fails with the reason as its cause', async () => {
  const { out } = await comesTo('never', `() => new Promise(() => {})`, `[error.name, error.cause.message]`)
  assert.deepEqual(out, [
    'ThreadDiedError',
    'the thread awaits something that can never happen: its event loop has nothing left to do',
  ])
})

test('a task that awaits another one in the same worker has the cause too', async () => {
  const { out } = await comesTo(
    'beneath',
    `async (own) => {
      const inner = own.submit(() => new Promise(() => { setTimeout(() => { throw new Broken('beside') }, 1) }))
      await inner
    }, pool`,
    `[error.name, error.cause.message]`,
  )
  assert.deepEqual(out, ['ThreadDiedError', 'beside'])
})
