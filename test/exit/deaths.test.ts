/**
 * OS threads that die or can't be had, while main blocks: whoever waits gets a typed error, nothing hangs, and the next
 * thread runs.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { ROOT, runNode, type RunOptions } from '../support/child.ts'
import { runMerged, runTypeScript, seenOf, type Seen } from '../support/recorded-twin.ts'
import { allowMs } from '../support/watchdog.ts'

const PROGRAMS = `${ROOT}test/exit/programs`
const DIED = 'ThreadDiedError ERR_THREAD_DIED terminated true'

async function seen(name: string, options?: RunOptions): Promise<Seen> {
  return seenOf(await runTypeScript(`test/exit/programs/${name}.ts`, options))
}

function succeeded(...lines: string[]): Seen {
  return { code: 0, signal: null, lines }
}

test('threads whose OS thread ends without a word give ThreadDiedError, those beside them their results', async () => {
  assert.deepEqual(
    await seen('terminated-carrier'),
    succeeded(
      'joined true',
      `first: ${DIED}`,
      `second: ${DIED}`,
      'active 0',
      `dying: ${DIED} ${DIED} ${DIED} ${DIED}`,
      'living: 0 1 2 3',
      'active 0',
      'next: runs',
    ),
  )
})

test('the first thread of a program may die before the supervisor has booted', async () => {
  for (let n = 0; n < 6; n++) {
    const ran = await runNode([`${PROGRAMS}/dies-at-once.mjs`])
    assert.equal(ran.stdout, 'joined true\n', `run ${n}`)
  }
})

test('a thread whose OS thread is terminated by the program gives ThreadDiedError', async () => {
  const lines = ['ThreadDiedError terminated', 'active 0', 'next: runs']
  assert.deepEqual(await seen('terminated-from-outside'), succeeded(...lines))
})

test('a thread that fills its heap dies alone where Node lets it, and nothing hangs', async () => {
  allowMs(70_000)
  const preload = `--import=${ROOT}dist/platform/typescript-preload.js`
  const args = ['--max-old-space-size=64', preload, `${PROGRAMS}/out-of-memory.ts`]
  const ran = seenOf(await runMerged(process.execPath, args, { timeout: 60_000 }))
  // Node 24 may abort the whole process, which is no hang either.
  if (ran.signal !== null || ran.code !== 0) {
    assert.match(ran.lines.join('\n'), /heap out of memory/)
    return
  }
  const [joined, error, ...rest] = ran.lines
  assert.equal(joined, 'joined true')
  assert.match(error ?? '', /^ThreadDiedError (terminated|out of memory)$/)
  assert.deepEqual(rest, ['active 0', 'next: runs'])
})

for (const filesLeft of [0, 7]) {
  test(`test_limbo_cleanup, test_start_new_thread_failed: w: with ${filesLeft} files left start() says "can't start new thread", and works when there are more`, async () => {
    const limited = `ulimit -n 200; exec "$@"`
    const args = ['-c', limited, 'sh', process.execPath, `${PROGRAMS}/os-refuses.mjs`, String(filesLeft)]
    const ran = seenOf(await runMerged('/bin/sh', args))
    assert.deepEqual(
      ran,
      succeeded(
        "first: ThreadError can't start new thread <Thread(Thread-1 (target), initial)>",
        'active 1',
        'again: ran',
        "refused: ThreadError can't start new thread",
        'active 0',
        'last: ran',
        'active 1',
      ),
    )
  })
}

test('flags that Node refuses to workers do not keep threads from starting', async () => {
  const flags = ['--max-old-space-size=256', '--title', 'name', '--stack-size=900', '--expose-gc']
  const ran = await runNode([...flags, `${PROGRAMS}/conditions.mjs`])
  assert.equal(ran.stdout + ran.stderr, 'joined\n')
  const own = await runNode([...flags, '--conditions=own', `${PROGRAMS}/conditions.mjs`])
  assert.equal(own.stdout + own.stderr, 'own\njoined\n')
})

test('locks of a thread that dies come free: whoever blocks on them or awaits them gets them and is told', async () => {
  const report = (owner: string): string =>
    `OwnerDiedError ERR_OWNER_DIED ${owner}: ${owner} died holding this lock: what it guards may be half written`
  const { lines, ...end } = await seen('dies-with-locks')
  const warning = (owner: string, locks: string): string =>
    `Warning: ${owner} died holding ${locks} free now, and what was guarded may be half written`
  assert.deepEqual(
    lines.filter((line) => line.startsWith('Warning')),
    [warning('Dying', '2 locks: they are'), warning('Another', 'a lock: it is')],
  )
  assert.deepEqual(
    { ...end, lines: lines.filter((line) => !line.startsWith('Warning')) },
    succeeded(
      `blocked in main: true ${report('Dying')}`,
      `blocked in a thread: true ${report('Dying')}`,
      `awaited: true ${report('Dying')}`,
      'forgotten: no death',
      'once more: true no death',
      `nobody waited: false true ${report('Another')}`,
    ),
  )
})

test('an RLock of a thread that dies comes free of all its levels, and its waits pass no notify by', async () => {
  const { lines, ...end } = await seen('dies-with-rlock')
  assert.deepEqual(
    { ...end, lines: lines.filter((line) => !line.startsWith('Warning')) },
    succeeded(
      'awaited: true 1 Deep died holding this lock: what it guards may be half written',
      'blocked: true 1 false undefined',
      'on the list: 1 died: Waiter 1',
      'notified: true',
    ),
  )
})

test('a thread that dies between its notify and the release of the lock has woken whom it notified', async () => {
  const { lines, ...end } = await seen('dies-owing-wakes')
  assert.deepEqual(
    { ...end, lines: lines.filter((line) => !line.startsWith('Warning')) },
    succeeded('notified: true Notifier'),
  )
})

test('a thread that dies at an atomic value takes no notify along, and a Value keeps what it wrote', async () => {
  const { lines, ...end } = await seen('dies-at-values')
  assert.deepEqual(
    { ...end, lines: lines.filter((line) => !line.startsWith('Warning')) },
    succeeded('woken: 1 ok', 'left: 6 Holder'),
  )
})
