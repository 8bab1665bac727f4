/** What `threadReports()` and `dumpText()` say of threads in each of their states, and that they disturb none. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { dumpText, Lock, sleep, Thread, threadReports } from 'nogil'
import type { ThreadReport } from 'nogil/threading'
import { loaded } from './fixtures/gated.ts'
import { addressOf, awaiters, sleepers, until, untilAsync } from '../support/waiters.ts'

const HERE = 'reports.test.js'

/** Looks until the thread is in the state. */
function reportOf(thread: Thread<never, unknown>, isRight: (report: ThreadReport) => boolean): ThreadReport {
  let found: ThreadReport | undefined
  until(
    () => {
      found = threadReports().find(({ ident }) => ident === thread.ident)
      return found !== undefined && isRight(found)
    },
    `${thread.name} is as expected; it was ${JSON.stringify(found)}`,
  )
  return found as ThreadReport
}

function textOf(object: object): string {
  return `Lock at 0x${addressOf(object).toString(16)}`
}

test('a thread that is blocked on a lock is named with the lock, its holder, the time, and the line', () => {
  const lock = new Lock()
  lock.acquire()
  const thread = new Thread({
    name: 'blocked',
    target: function takesIt() {
      lock.acquire()
      lock.release()
    },
  })
  thread.start()
  until(() => sleepers(lock) === 1, 'the thread sleeps')
  const since = performance.now()
  sleep(50)
  const report = reportOf(thread, ({ state }) => state === 'waiting')
  assert.equal(report.name, 'blocked')
  assert.equal(report.daemon, false)
  assert.equal(report.waitsFor, `${textOf(lock)}, held by "MainThread"`)
  assert.ok((report.waitingMs ?? 0) >= 45 && (report.waitingMs ?? 0) <= performance.now() - since + 60)
  assert.equal(report.timed, false)
  assert.match(report.stack[0] ?? '', new RegExp(`^takesIt \\(/.*${HERE}:\\d+:\\d+\\)$`))
  const [main] = threadReports()
  assert.ok(main?.holds.includes(textOf(lock)))
  lock.release()
  thread.join()
  assert.deepEqual(
    threadReports().filter(({ name }) => name === 'blocked'),
    [],
  )
})

test('a wait with a timeout is marked', () => {
  const lock = new Lock()
  lock.acquire()
  const thread = new Thread({ target: () => lock.acquire({ timeout: 60_000 }) })
  thread.start()
  assert.equal(reportOf(thread, ({ state }) => state === 'waiting').timed, true)
  lock.release()
  thread.join()
})

test('a thread that computes has the stack of what it computes', () => {
  const stop = new Lock()
  const thread = new Thread({
    target: function crunches() {
      while (!stop.locked());
    },
  })
  thread.start()
  const report = reportOf(thread, ({ stack }) => stack.length > 0)
  assert.equal(report.state, 'running')
  assert.match(report.stack.at(-1) ?? '', /^crunches \(/)
  assert.equal(report.waitsFor, undefined)
  stop.acquire()
  thread.join()
})

test('a thread in its event loop is idle, without a stack, and what it awaits is named', async () => {
  const lock = new Lock()
  lock.acquire()
  const thread = new Thread({ target: () => lock.acquireAsync() })
  thread.start()
  await untilAsync(() => awaiters(lock) === 1, 'the thread awaits the lock')
  const report = reportOf(thread, ({ state }) => state === 'idle')
  assert.deepEqual(report.awaits, [`${textOf(lock)}, held by "MainThread"`])
  assert.deepEqual([report.stack, report.stackMissing], [[], undefined])
  lock.release()
  await thread.joinAsync()
})

test('a thread that joins another, or sleeps, says so', () => {
  const lock = new Lock()
  lock.acquire()
  const first = new Thread({ name: 'first', target: () => lock.acquire() })
  const second = new Thread({ target: () => first.join() })
  const third = new Thread({ target: () => sleep(60_000), daemon: true })
  for (const thread of [first, second, third]) thread.start()
  assert.equal(reportOf(second, ({ state }) => state === 'waiting').waitsFor, 'the end of "first"')
  const sleeping = reportOf(third, ({ state }) => state === 'sleeping')
  assert.deepEqual([sleeping.daemon, sleeping.waitsFor, sleeping.timed], [true, undefined, true])
  lock.release()
  second.join()
})

test('a thread that loads the modules of its function is starting', () => {
  const thread = new Thread({ target: () => loaded() })
  thread.start()
  try {
    assert.equal(reportOf(thread, () => true).state, 'starting')
  } finally {
    process.env['NOGIL_TEST_GATE'] = 'open'
  }
  assert.equal(thread.result(), 'loaded')
  delete process.env['NOGIL_TEST_GATE']
})

test('the thread that asks is running, at the line that asks', () => {
  const thread = new Thread({
    target: function asks() {
      return threadReports().find(({ name }) => name === 'asker')
    },
    name: 'asker',
  })
  thread.start()
  const report = thread.result()
  assert.equal(report?.state, 'running')
  assert.equal(report?.stack.length, 1)
  assert.match(report?.stack[0] ?? '', /^asks \(/)
})

test('stacks have no frames of the library and of the inside of Node', () => {
  const frames = threadReports().flatMap(({ stack }) => stack)
  assert.ok(frames.length > 0)
  assert.deepEqual(
    frames.filter((frame) => /\/dist\/|node:internal|Atomics|wasm/.test(frame)),
    [],
  )
})

test("a thread inside a native call has no stack, and the others' come all the same", () => {
  const lock = new Lock()
  lock.acquire()
  const native = new Thread({
    target: async () => {
      const { execSync } = await import('node:child_process')
      lock.release()
      execSync('sleep 2')
    },
  })
  native.start()
  lock.acquire()
  const report = reportOf(native, ({ stackMissing }) => stackMissing !== undefined)
  assert.match(report.stackMissing ?? '', /native call/)
  assert.equal(report.state, 'running')
  assert.equal(threadReports()[0]?.stackMissing, undefined)
  native.join()
})

test("a program's own formatting of stacks is neither called nor changed", () => {
  const lock = new Lock()
  lock.acquire()
  const thread = new Thread({
    target: () => {
      let calls = 0
      const format = (): string => `call ${++calls}`
      Error.prepareStackTrace = format
      Error.stackTraceLimit = 3
      lock.acquire()
      const same = Error.prepareStackTrace === format && Error.stackTraceLimit === 3
      Reflect.deleteProperty(Error, 'prepareStackTrace')
      Error.stackTraceLimit = 10
      return [calls, same]
    },
  })
  thread.start()
  const report = reportOf(thread, ({ state }) => state === 'waiting')
  assert.match(report.stack[0] ?? '', new RegExp(HERE))
  lock.release()
  assert.deepEqual(thread.result(), [0, true])
})

test('a look lets waits go on with their timeouts, and no callback of the thread runs in them', () => {
  const lock = new Lock()
  lock.acquire()
  const thread = new Thread({
    target: async () => {
      const order: string[] = []
      queueMicrotask(() => order.push('microtask'))
      process.nextTick(() => order.push('tick'))
      setTimeout(() => order.push('timer'), 0)
      const before = performance.now()
      lock.acquire({ timeout: 400 })
      const waited = performance.now() - before
      order.push('waited')
      await new Promise((resolve) => setTimeout(resolve, 1))
      return { waited, first: order[0] }
    },
  })
  thread.start()
  const before = performance.now()
  let looks = 0
  for (; performance.now() - before < 300; looks++) dumpText()
  const { waited, first } = thread.result()
  assert.ok(looks >= 3, `${looks} looks`)
  assert.equal(first, 'waited')
  assert.ok(waited >= 399 && waited < 900, `${waited} ms`)
  lock.release()
})

test('the text begins with the process and counts the threads', () => {
  const lines = dumpText().split('\n')
  assert.match(
    lines[0] ?? '',
    new RegExp(`^nogil dump of process ${process.pid}, [-0-9]+ [:0-9]+, \\d+ threads?, Node v`),
  )
  assert.match(lines[2] ?? '', /^"MainThread" #\d+ \(OS thread \d+\): running$/)
  assert.match(lines[3] ?? '', new RegExp(`^    at .*${HERE}:\\d+:\\d+\\)$`))
})
