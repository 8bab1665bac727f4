/** Where records say they come from. */
import assert from 'node:assert/strict'
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import * as logging from 'nogil/logging'
import { type Collector, collect } from './collect.ts'

const FILE = fileURLToPath(import.meta.url)

/** The line of the call that made `error`, in this file. */
function lineOf(error: Error): number {
  return Number(/call-site\.test\.[jt]s:(\d+)/.exec(error.stack ?? '')?.[1])
}

function placeOf(seen: Collector): unknown[] {
  const record = seen.records.at(-1)
  return [record?.pathname, record?.lineno, record?.funcName]
}

test('every way to log names its caller', () => {
  const { log, seen } = collect()
  const adapter = new logging.LoggerAdapter(new logging.LoggerAdapter(log))
  function caller(): void {
    const ways = [
      (): void => log.debug('x'),
      (): void => log.warn('x'),
      (): void => log.exception('x', new Error('e')),
      (): void => log.log(11, 'x'),
      (): void => adapter.info('x'),
      (): void => adapter.exception('x'),
    ]
    for (const way of ways) {
      way()
      assert.equal(seen.records.at(-1)?.filename, 'call-site.test.js')
    }
    const here = (log.info('direct'), lineOf(new Error('here')))
    assert.deepEqual(placeOf(seen), [FILE, here, 'caller'])
  }
  caller()
})

test('methods, constructors and functions without name are called as in Python or honestly', () => {
  const { log, seen } = collect('%(funcName)s')
  class Shop {
    constructor() {
      log.info('x')
    }
    open(): void {
      log.info('x')
    }
    static close(): void {
      log.info('x')
    }
    get sign(): string {
      log.info('x')
      return ''
    }
  }
  const shop = new Shop()
  shop.open()
  Shop.close()
  void shop.sign
  ;(() => log.info('x'))()
  assert.deepEqual(seen.lines, ['constructor', 'open', 'close', 'sign', '<anonymous>'])
})

test('stackLevel names a caller further up, and the last one when there are not so many', () => {
  const { log, seen } = collect()
  function inner(stackLevel: number): void {
    log.info('x', { stackLevel })
  }
  function outer(stackLevel: number): void {
    inner(stackLevel)
  }
  outer(1)
  assert.equal(seen.records.at(-1)?.funcName, 'inner')
  outer(2)
  assert.equal(seen.records.at(-1)?.funcName, 'outer')
  outer(90)
  assert.notEqual(seen.records.at(-1)?.pathname, '(unknown file)')
})

test('a record kept by a handler of the program still knows where it came from', () => {
  const log = logging.getLogger('kept')
  const kept: logging.LogRecord[] = []
  class Keeper extends logging.Handler {
    override emit(record: logging.LogRecord): void {
      kept.push(record)
    }
  }
  const keeper = new Keeper()
  log.addHandler(keeper)
  log.propagate = false
  const here = (log.warning('x'), lineOf(new Error('here')))
  assert.equal(kept[0]?.lineno, here)
  log.removeHandler(keeper)
})

test('a record that a filter of the program kept knows it too', () => {
  const log = logging.getLogger('filtered')
  const kept: logging.LogRecord[] = []
  const filter = (record: logging.LogRecord): boolean => {
    kept.push(record)
    return false
  }
  log.addFilter(filter)
  const here = (log.warning('x'), lineOf(new Error('here')))
  assert.equal(kept[0]?.lineno, here)
  log.removeFilter(filter)
})

test('a low or odd Error.stackTraceLimit and a stack tool of the program do no harm', () => {
  const { log, seen } = collect()
  const limit = Error.stackTraceLimit
  const prepare = Error.prepareStackTrace
  try {
    Error.stackTraceLimit = 0
    log.info('x')
    assert.equal(Error.stackTraceLimit, 0)
    Error.prepareStackTrace = (): string => 'nothing of use'
    log.info('y')
  } finally {
    Error.stackTraceLimit = limit
    Error.prepareStackTrace = prepare
  }
  assert.equal(seen.records[0]?.filename, 'call-site.test.js')
  assert.equal(seen.records[1]?.pathname, '(unknown file)')
})

test('the top level of a module is called <module>, in ES modules and in CommonJS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nogil-logging-'))
  const library = new URL('../../../dist/logging/index.js', import.meta.url).href
  const body = `
    logging.basicConfig({ format: '%(module)s %(funcName)s %(lineno)d' })
    logging.warning('x')
    const f = () => logging.warning('x')
    f()`
  try {
    for (const [name, start] of [
      ['a.mjs', `import * as logging from ${JSON.stringify(library)}`],
      [
        'b.cjs',
        `import(${JSON.stringify(library)}).then((l) => { globalThis.logging = l; require('./c.cjs') })`,
      ],
    ] as const) {
      writeFileSync(join(folder, name), name === 'a.mjs' ? start + body : start)
      writeFileSync(join(folder, 'c.cjs'), body)
      const child = spawnSync(process.execPath, [join(folder, name)], { encoding: 'utf8' })
      const module = name === 'a.mjs' ? 'a' : 'c'
      assert.equal(child.stderr, `${module} <module> 3\n${module} f 4\n`, name)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
