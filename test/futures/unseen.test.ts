/** Errors of futures: reported when nobody looks at them, and whole when somebody does. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { setUnseenErrorPolicy, ThreadPoolExecutor, unseenErrorPolicy } from 'nogil/futures'
import { thrownBy } from '../support/elsewhere.ts'
import { runText } from '../support/program-text.ts'
import type { RunOptions } from '../support/child.ts'

const HEAD = `
  import { Thread } from 'nogil'
  import { Future, ThreadPoolExecutor, wait, asCompleted, setUnseenErrorPolicy } from 'nogil/futures'
  const pool = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: 'pool' })
  const bad = (text) => { throw new RangeError(text) }`

/** What the program says on stderr, without stacks. */
async function said(name: string, text: string, options?: RunOptions): Promise<string[]> {
  const { code, stderr } = await runText(`unseen-${name}`, `${HEAD}\n${text}`, options)
  assert.equal(code, 0, stderr)
  return stderr.split('\n').filter((line) => line !== '' && !line.startsWith('    at '))
}

const REPORTED = ['Exception in a task of pool_0, which nobody has asked for:', 'RangeError: one']

test('the error of a task that nobody asked for is reported once when the program ends', async () => {
  assert.deepEqual(
    await said('plain', `const kept = pool.submit(bad, 'one'); pool.submit(Math.abs, -1).result()`),
    REPORTED,
  )
})

test('it is reported when process.exit() ends the program', async () => {
  const text = `const kept = pool.submit(bad, 'one'); pool.submit(Math.abs, -1).result(); process.exit()`
  assert.deepEqual(await said('exit', text), REPORTED)
})

test('a wait() and an asCompleted() that look at no error do not count', async () => {
  const text = `const all = [pool.submit(bad, 'one')]; wait(all); for (const future of asCompleted(all)) future.done()`
  assert.deepEqual(await said('wait', text), REPORTED)
})

test('the error of a future that the program sets is reported as well', async () => {
  const lines = await said('own', `new Future().setException(new RangeError('two'))`)
  assert.deepEqual(lines, ['Exception in a future, which nobody has asked for:', 'RangeError: two'])
})

test('an iteration that nobody began reports all of its errors, the oldest first', async () => {
  const lines = await said('map', `const results = pool.map(bad, ['one', 'two']); pool.shutdown()`)
  assert.deepEqual(
    lines.filter((line) => line.startsWith('RangeError')),
    ['RangeError: one', 'RangeError: two'],
  )
})

test('of very many errors some are shown and the others counted', async () => {
  const lines = await said('many', `const results = pool.map(bad, Array(25).fill('x')); pool.shutdown()`)
  assert.equal(lines.filter((line) => line === 'RangeError: x').length, 20)
  assert.equal(lines.at(-1), 'Exceptions in 5 more tasks, which nobody has asked for')
})

test('a future that is collected reports its error at that time, and not again at the end', async () => {
  const lines = await said(
    'collected',
    `import { setFlagsFromString } from 'node:v8'
    import { runInNewContext } from 'node:vm'
    setFlagsFromString('--expose-gc')
    const gc = runInNewContext('gc')
    const drop = () => void pool.submit(bad, 'one')
    drop()
    pool.submit(Math.abs, -1).result()
    for (let n = 0; n < 10; n++) {
      gc()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    console.error('end')`,
  )
  assert.deepEqual(lines, [...REPORTED, 'end'])
})

test('a task whose worker died is reported, and one that ended by exit() is not', async () => {
  const lines = await said(
    'died',
    `import { exit } from 'nogil'
    const futures = [pool.submit(() => exit(2)), pool.submit(() => process.exit(2)), pool.submit(() => process.reallyExit(2))]
    pool.shutdown()`,
  )
  const text = 'ThreadDiedError: the thread that ran the task has died: its function never returned'
  assert.deepEqual(lines, ['Exception in a task, which nobody has asked for:', text])
})

const looks: Readonly<Record<string, string>> = {
  'result()': `try { pool.submit(bad, 'one').result() } catch {}`,
  'exception()': `pool.submit(bad, 'one').exception()`,
  await: `try { await pool.submit(bad, 'one') } catch {}`,
  'a callback': `const future = pool.submit(bad, 'one'); future.addDoneCallback((done) => done.exception()); wait([future])`,
  'another thread': `new Thread({ target: (future) => void future.exception(), args: [pool.submit(bad, 'one')] }).start()`,
  'the thread that set it': `const own = new Future(); own.setException(new RangeError('two')); own.exception()`,
}
for (const [what, text] of Object.entries(looks)) {
  test(`an error that ${what} has looked at is not reported`, async () => {
    assert.deepEqual(await said(`look-${Object.keys(looks).indexOf(what)}`, text), [])
  })
}

test('neither cancelled futures are reported nor what an iteration leaves behind', async () => {
  const text = `
    const first = pool.submit(() => { while (!go.isSet()) sleep(1) })
    const future = pool.submit(bad, 'never')
    future.cancel()
    go.set()
    try { for (const value of pool.map(bad, ['one', 'two', 'three'])) console.log(value) } catch {}
    pool.shutdown()`
  assert.deepEqual(
    await said('left', `import { Event, sleep } from 'nogil'\nconst go = new Event()\n${text}`),
    [],
  )
})

test('the reports are switched off by the program or from outside', async () => {
  const text = `const kept = pool.submit(bad, 'one'); pool.shutdown()`
  assert.deepEqual(await said('off', `setUnseenErrorPolicy('off'); ${text}`), [])
  assert.deepEqual(await said('env', text, { env: { NOGIL_UNSEEN_ERRORS: 'off' } }), [])
  const { code, stderr } = await runText('unseen-wrong', `${HEAD}\n${text}`, {
    env: { NOGIL_UNSEEN_ERRORS: 'maybe' },
  })
  assert.equal(code, 1)
  assert.match(stderr, /RangeError: Expected NOGIL_UNSEEN_ERRORS to be one of report, off, got `maybe`/)
})

test('a policy that is none is refused', () => {
  assert.match(
    thrownBy(() => setUnseenErrorPolicy('loud' as never)),
    /^RangeError: Expected one of report, off, got `loud`/,
  )
  assert.equal(unseenErrorPolicy(), 'report')
  setUnseenErrorPolicy('off')
  assert.equal(unseenErrorPolicy(), 'off')
  setUnseenErrorPolicy('report')
})

test('an error keeps its class, fields, cause and the stacks of both threads', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: 'whole' })
  const failing = (): never => {
    const error = new TypeError('outer', { cause: new AggregateError([new RangeError('inner')], 'middle') })
    throw Object.assign(error, { code: 'E_TASK', detail: { tries: 3 } })
  }
  const ask = (): unknown => {
    try {
      return pool.submit(failing).result()
    } catch (error) {
      return error
    }
  }
  const error = ask() as TypeError & { code: string; detail: object }
  pool.shutdown()
  assert.ok(error instanceof TypeError)
  assert.deepEqual([error.message, error.code, error.detail], ['outer', 'E_TASK', { tries: 3 }])
  const cause = error.cause as AggregateError
  assert.ok(cause instanceof AggregateError)
  assert.ok(cause.errors[0] instanceof RangeError)
  assert.equal(cause.message, 'middle')
  const [inTask = '', inCaller = ''] = (error.stack ?? '').split('--- in thread "whole_0" ---')
  assert.match(inTask, /at failing \(.*unseen\.test/)
  assert.match(inCaller, /at ask \(.*unseen\.test/)
})
