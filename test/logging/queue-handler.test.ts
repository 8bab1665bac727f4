/**
 * QueueHandler and QueueListener, after CPython's Lib/test/test_logging.py (QueueHandlerTest, QueueListenerTest).
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { Thread } from 'nogil'
import * as logging from 'nogil/logging'
import { Queue, SimpleQueue } from 'nogil/queue'

type Item = logging.QueuedRecord | null

/** Runs `body` with a file handler, and gives the lines that it has written by then. */
function linesOf(body: (handler: logging.FileHandler) => void): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'nogil-log-'))
  const file = join(folder, 'app.log')
  const handler = new logging.FileHandler(file)
  try {
    body(handler)
    return readFileSync(file, 'utf8').split('\n').slice(0, -1)
  } finally {
    handler.close()
    rmSync(folder, { recursive: true })
  }
}

function loggerOn(name: string, queue: logging.LogQueue): [logging.Logger, logging.QueueHandler] {
  const logger = logging.getLogger(name)
  logger.propagate = false
  logger.setLevel(logging.WARNING)
  const handler = new logging.QueueHandler(queue)
  logger.addHandler(handler)
  return [logger, handler]
}

test('a QueueHandler puts records of the level in, with the message merged', () => {
  const queue = new Queue<Item>()
  const [logger, handler] = loggerOn('queued', queue)
  logger.info('below the level')
  assert.throws(() => queue.getNowait(), { name: 'Empty' })
  logger.warning('%s comes %d', 'first', 1)
  const record = queue.getNowait()
  assert.deepEqual(
    [record?.['name'], record?.['levelname'], record?.['msg'], record?.['message'], record?.['args']],
    ['queued', 'WARNING', 'first comes 1', 'first comes 1', []],
  )
  assert.match(String(record?.['pathname']), /queue-handler\.test/)
  logger.removeHandler(handler)
})

test('the formatter of a QueueHandler makes the message, error and stack included', () => {
  const queue = new SimpleQueue<Item>()
  const [logger, handler] = loggerOn('formatted', queue)
  handler.setFormatter(new logging.Formatter('%(name)s says %(message)s'))
  logger.error('no %s', 'luck', { excInfo: new RangeError('far') })
  const record = queue.getNowait()
  assert.match(String(record?.['msg']), /^formatted says no luck\nRangeError: far\n/)
  assert.equal(record?.['msg'], record?.['message'])
  assert.deepEqual([record?.['excInfo'], record?.['excText'], record?.['stackInfo']], [null, null, null])
  logger.removeHandler(handler)
})

test('a QueueListener hands records of all threads to its handlers, before stop() returns', () => {
  const queue = new Queue<Item>()
  const [logger, handler] = loggerOn('listened', queue)
  const lines = linesOf((file) => {
    file.setFormatter(new logging.Formatter('%(threadName)s %(message)s'))
    const listener = new logging.QueueListener(queue, [file])
    listener.start()
    const threads = Array.from(
      { length: 4 },
      (_, index) =>
        new Thread({
          name: `T${index}`,
          target: () => {
            for (let n = 0; n < 25; n++) logger.warning('record %d', n)
          },
        }),
    )
    for (const thread of threads) thread.start()
    for (const thread of threads) thread.join()
    listener.stop()
  })
  assert.deepEqual([queue.qsize(), queue.unfinishedTasks, queue.join({ timeout: 0 })], [0, 0, true])
  for (let index = 0; index < 4; index++) {
    assert.deepEqual(
      lines.filter((line) => line.startsWith(`T${index} `)),
      Array.from({ length: 25 }, (_, n) => `T${index} record ${n}`),
    )
  }
  assert.equal(lines.length, 100)
  logger.removeHandler(handler)
})

test('stop() may be called twice; a second start() is refused, and one after stop() works', () => {
  const queue = new SimpleQueue<Item>()
  const [logger, handler] = loggerOn('again', queue)
  const lines = linesOf((file) => {
    const listener = new logging.QueueListener(queue, [file])
    listener.start()
    assert.throws(() => listener.start(), { name: 'ThreadError', message: 'Listener already started' })
    logger.warning('one')
    listener.stop()
    listener.stop()
    logger.warning('two')
    const held = listener.hold()
    logger.warning('three')
    held[Symbol.dispose]()
  })
  assert.deepEqual(lines, ['one', 'two', 'three'])
  assert.equal(queue.empty(), true)
  logger.removeHandler(handler)
})

test('respectHandlerLevel keeps records below its level from a handler', () => {
  for (const respectHandlerLevel of [false, true]) {
    const queue = new SimpleQueue<Item>()
    const [logger, handler] = loggerOn('levels', queue)
    const lines = linesOf((file) => {
      file.setLevel(logging.CRITICAL)
      const listener = new logging.QueueListener(queue, [file], { respectHandlerLevel })
      listener.start()
      logger.error('error')
      logger.critical('critical')
      listener.stop()
    })
    assert.deepEqual(lines, respectHandlerLevel ? ['critical'] : ['error', 'critical'])
    logger.removeHandler(handler)
  }
})

test('an error is printed once, and the format of one handler does not show in another', () => {
  const queue = new SimpleQueue<Item>()
  const [logger, handler] = loggerOn('twice', queue)
  let plain: string[] = []
  const decorated = linesOf((first) => {
    first.setFormatter(new logging.Formatter('[%(levelname)s] %(message)s'))
    plain = linesOf((second) => {
      const listener = new logging.QueueListener(queue, [first, second])
      listener.start()
      logger.error('broken', { excInfo: new TypeError('once') })
      listener.stop()
    })
  })
  assert.equal(decorated[0], '[ERROR] broken')
  assert.equal(plain[0], 'broken')
  for (const lines of [decorated, plain])
    assert.equal(lines.filter((line) => line.includes('TypeError: once')).length, 1)
  logger.removeHandler(handler)
})

test('what cannot be queued is an error of the handler, not of the program', () => {
  assert.throws(() => new logging.QueueHandler(5 as never), { name: 'TypeError', message: /putNowait/ })
  const queue = new Queue<Item>(1)
  const [logger, handler] = loggerOn('full', queue)
  const errors: unknown[] = []
  handler.handleError = (_, error) => errors.push(error)
  logger.warning('fits')
  logger.warning('does not fit')
  queue.get()
  logger.warning('odd', { extra: { map: new WeakMap() } })
  assert.deepEqual(
    errors.map((error) => (error as Error).name),
    ['Full', 'CaptureError'],
  )
  assert.equal(queue.empty(), true)
  logger.removeHandler(handler)
})
