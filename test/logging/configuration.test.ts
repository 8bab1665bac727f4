/** Handlers, formatters and the rest of what a program configures. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import * as logging from 'nogil/logging'
import { Collector, collect } from './collect.ts'

const folder = mkdtempSync(join(tmpdir(), 'nogil-logging-'))
after(() => rmSync(folder, { recursive: true }))

test('a handler is found by the name it has now', () => {
  const handler = new Collector()
  handler.setName('by name')
  assert.equal(logging.getHandlerByName('by name'), handler)
  assert.ok(logging.getHandlerNames().has('by name'))
  handler.setName('renamed')
  assert.equal(logging.getHandlerByName('by name'), null)
  assert.equal(logging.getHandlerByName('renamed'), handler)
  handler.close()
  assert.equal(logging.getHandlerByName('renamed'), null)
})

test('a handler taken away and added again goes on as before', () => {
  const { log, seen } = collect('%(levelname)s %(message)s')
  seen.setLevel('WARNING')
  log.removeHandler(seen)
  log.error('unheard')
  seen.setLevel('ERROR')
  log.addHandler(seen)
  log.warning('below')
  log.error('heard')
  assert.deepEqual(seen.lines, ['ERROR heard'])
  assert.deepEqual(log.handlers, [seen])
})

test('a value that logs while it is being formatted does not wait for itself', () => {
  const { log, seen } = collect()
  const talkative = {
    toString(): string {
      log.info('inner')
      return 'value'
    },
  }
  log.info('outer %s', talkative)
  assert.deepEqual(seen.lines, ['inner', 'outer value'])
  const path = join(folder, 'inner.log')
  const file = new logging.FileHandler(path)
  log.removeHandler(seen)
  log.addHandler(file)
  log.info('outer %s', talkative)
  log.removeHandler(file)
  file.close()
  assert.equal(readFileSync(path, 'utf8'), 'inner\nouter value\n')
})

test('an error of emit() or of a filter reaches the caller, as in Python', () => {
  const { log } = collect()
  class Broken extends logging.Handler {
    override emit(): void {
      throw new Error('no place to write')
    }
  }
  const broken = new Broken()
  log.addHandler(broken)
  assert.throws(() => log.info('x'), /no place to write/)
  log.removeHandler(broken)
  log.addFilter(() => {
    throw new Error('no opinion')
  })
  assert.throws(() => log.info('x'), /no opinion/)
})

test('emit() must be overridden', () => {
  const { log } = collect()
  log.addHandler(new logging.Handler())
  assert.throws(() => log.info('x'), /Handler must override emit\(\)/)
})

test('a record factory makes all records until it is taken back', () => {
  const standard = logging.getLogRecordFactory()
  const { log, seen } = collect('%(host)s %(message)s')
  logging.setLogRecordFactory((init) => Object.assign(new logging.LogRecord(init), { host: 'a1' }))
  try {
    log.info('x')
  } finally {
    logging.setLogRecordFactory(standard)
  }
  assert.deepEqual(seen.lines, ['a1 x'])
  assert.equal(logging.getLogRecordFactory(), standard)
})

test('new loggers are of the class that was set, old ones stay', () => {
  class Shouting extends logging.Logger {
    shout(text: string): void {
      this.warning(text.toUpperCase())
    }
  }
  const old = logging.getLogger('class.old')
  logging.setLoggerClass(Shouting)
  try {
    assert.equal(logging.getLoggerClass(), Shouting)
    const log = logging.getLogger('class.new')
    assert.ok(log instanceof Shouting)
    const seen = new Collector()
    log.addHandler(seen)
    log.propagate = false
    log.shout('hey')
    assert.deepEqual([seen.lines[0], seen.records[0]?.funcName], ['HEY', 'shout'])
  } finally {
    logging.setLoggerClass(logging.Logger)
  }
  assert.equal(logging.getLogger('class.old'), old)
  assert.throws(() => logging.setLoggerClass(Map as never), TypeError)
})

test('a watched file is opened anew after it was moved away', () => {
  const path = join(folder, 'watched.log')
  const { log } = collect()
  const handler = new logging.WatchedFileHandler(path)
  log.addHandler(handler)
  log.info('one')
  renameSync(path, `${path}.1`)
  log.info('two')
  rmSync(path)
  log.info('three')
  log.removeHandler(handler)
  handler.close()
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'one\n')
  assert.equal(readFileSync(path, 'utf8'), 'three\n')
})

test('an empty file never rotates: a line longer than maxBytes gets a file of its own', () => {
  // As Python from 3.13 on; before, it left an empty backup behind.
  const path = join(folder, 'long.log')
  const { log } = collect()
  const handler = new logging.RotatingFileHandler(path, { maxBytes: 5, backupCount: 3 })
  log.addHandler(handler)
  log.info('longer than five')
  log.info('again')
  log.removeHandler(handler)
  handler.close()
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'longer than five\n')
  assert.equal(readFileSync(path, 'utf8'), 'again\n')
})

test('a record that was made plain says the same when it is a record again', () => {
  const { log, seen } = collect()
  log.error('x %s', { a: 1 }, { extra: { user: 'ann' } })
  const original = seen.records[0]
  assert.ok(original !== undefined)
  const copy = logging.makeLogRecord(structuredClone(logging.plainRecord(original)))
  const formatter = new logging.Formatter(
    '%(message)s %(user)s %(lineno)d %(funcName)s %(filename)s %(threadName)s',
  )
  assert.equal(formatter.format(copy), formatter.format(original))
})

test('records have thread and process unless that is switched off', () => {
  const { log, seen } = collect()
  log.info('x')
  logging.setLogThreads(false)
  logging.setLogProcesses(false)
  logging.setLogMultiprocessing(false)
  try {
    assert.equal(logging.logThreads, false)
    log.info('y')
  } finally {
    logging.setLogThreads(true)
    logging.setLogProcesses(true)
    logging.setLogMultiprocessing(true)
  }
  const [on, off] = seen.records
  assert.deepEqual([on?.threadName, on?.process, on?.processName], ['MainThread', process.pid, 'MainProcess'])
  assert.equal(typeof on?.thread, 'number')
  assert.deepEqual([off?.thread, off?.threadName, off?.process, off?.processName], [null, null, null, null])
})

test('warnings of the process become records while they are captured', async () => {
  const log = logging.getLogger('js.warnings')
  const seen = new Collector()
  log.addHandler(seen)
  log.propagate = false
  logging.captureWarnings(true)
  const heard = new Promise((settle) => process.once('warning', settle))
  process.emitWarning('mind the gap', 'TestWarning')
  await heard
  logging.captureWarnings(false)
  assert.deepEqual(seen.lines, ['TestWarning: mind the gap'])
  assert.ok(process.listenerCount('warning') > 0)
})

test('bad arguments are refused before anything has changed', () => {
  const { log } = collect()
  const refused: [() => void, typeof TypeError | typeof RangeError][] = [
    [() => log.setLevel('NOSUCH'), RangeError],
    [() => log.setLevel(1.5), TypeError],
    [() => log.addHandler({} as never), TypeError],
    [() => log.addFilter(5 as never), TypeError],
    [() => new logging.StreamHandler({} as never), TypeError],
    [() => new logging.FileHandler(''), TypeError],
    [() => new logging.FileHandler(join(folder, 'x'), { mode: 'r' }), RangeError],
    [() => new logging.FileHandler(join(folder, 'x'), { encoding: 'ebcdic' }), RangeError],
    [() => new logging.RotatingFileHandler(join(folder, 'x'), { maxBytes: -1 }), RangeError],
    [() => new logging.MemoryHandler(-1), RangeError],
    [() => logging.addLevelName(1.5, 'X'), TypeError],
    [() => logging.getLogger(5 as never), TypeError],
    [() => logging.basicConfig({ force: true, level: 'NOSUCH' }), RangeError],
  ]
  const before = [log.level, log.handlers.length, log.filters.length, logging.getLogger().handlers.length]
  for (const [call, kind] of refused) assert.throws(call, kind, String(call))
  assert.deepEqual(
    [log.level, log.handlers.length, log.filters.length, logging.getLogger().handlers.length],
    before,
  )
})
