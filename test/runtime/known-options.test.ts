/** Misspelt options are refused by name, with the one that was meant, and nothing is made or changed. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { Barrier, Event, memory, sleepAsync, Thread, Value } from 'nogil'
import { asCompleted, ThreadPoolExecutor, wait, waitAsync } from 'nogil/futures'
import * as logging from 'nogil/logging'
import { LifoQueue, PriorityQueue, Queue } from 'nogil/queue'
import { thrownBy } from '../support/elsewhere.ts'

const LIMIT = { timeout: 30_000 }

/** Options as a program without types could write them. */
function wrong(options: Readonly<Record<string, unknown>>): never {
  return options as never
}

const made: Readonly<Record<string, readonly [() => unknown, string]>> = {
  Thread: [
    () => new Thread(wrong({ traget: Math.abs })),
    'TypeError: Expected the options of Thread to be among target, args, scope, name, daemon, got `traget`: did you mean `target`?',
  ],
  Barrier: [
    () => new Barrier(2, wrong({ timeOut: 5 })),
    'TypeError: Expected the options of Barrier to be among action, timeout, got `timeOut`: did you mean `timeout`?',
  ],
  Queue: [
    () => new Queue(wrong({ maxSize: 5 })),
    'TypeError: Expected the options of a queue to be among maxsize, got `maxSize`: did you mean `maxsize`?',
  ],
  LifoQueue: [
    () => new LifoQueue(wrong({ size: 5 })),
    'TypeError: Expected the options of a queue to be among maxsize, got `size`: did you mean `maxsize`?',
  ],
  PriorityQueue: [
    () => new PriorityQueue(wrong({ unbounded: true })),
    'TypeError: Expected the options of a queue to be among maxsize, got `unbounded`',
  ],
  Value: [
    () => new Value('int32', 0, wrong({ locks: false })),
    'TypeError: Expected the options of Value to be among lock, got `locks`: did you mean `lock`?',
  ],
  'memory()': [
    () => memory(wrong({ colect: true })),
    'TypeError: Expected the options of memory() to be among collect, got `colect`: did you mean `collect`?',
  ],
}

for (const [name, [make, message]] of Object.entries(made))
  test(`${name} refuses an option that it does not have`, () => assert.equal(thrownBy(make), message))

test('ThreadPoolExecutor refuses misspelt options, and knows the names of Python', () => {
  const meant = (option: string): string | undefined =>
    /did you mean `(\w+)`/.exec(thrownBy(() => new ThreadPoolExecutor(wrong({ [option]: 1 }))))?.[1]
  const expected = {
    maxworkers: 'maxWorkers',
    max_workers: 'maxWorkers',
    maxWorker: 'maxWorkers',
    workers: 'maxWorkers',
    mxaWorkers: 'maxWorkers',
    thread_name_prefix: 'threadNamePrefix',
    initialiser: 'initializer',
    initArgs: 'initargs',
    idleTimeoutMs: 'idleTimeout',
    timing: 'timings',
    colour: undefined,
  }
  assert.deepEqual(
    Object.fromEntries(Object.keys(expected).map((option) => [option, meant(option)])),
    expected,
  )
})

test('a refused thread takes no number, and its name is the next one', () => {
  const numberOf = (thread: Thread): number => Number(thread.name.slice('Thread-'.length))
  const before = numberOf(new Thread())
  assert.throws(() => new Thread(wrong({ demon: true })), TypeError)
  assert.equal(numberOf(new Thread()), before + 1)
})

test('calls of a pool and of futures refuse options that they do not have', async () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = pool.submit(() => 1)
  const texts = [
    thrownBy(() => pool.options(wrong({ priorty: 1 }))),
    thrownBy(() => pool.map(Math.abs, [1], wrong({ chunkSize: 2 }))),
    thrownBy(() => pool.stream(wrong({ bufer: 2 }), () => [1])),
    thrownBy(() => wait([future], wrong({ returnwhen: 'ALL_COMPLETED' }))),
    await waitAsync([future], wrong({ retrunWhen: 'ALL_COMPLETED' })).then(String, String),
    thrownBy(() => asCompleted([future], wrong({ timout: 5 }))),
    thrownBy(() => future.cancel(wrong({ had: true }))),
    thrownBy(() => pool.shutdown(wrong({ cancel_futures: true }))),
    await pool.shutdownAsync(wrong({ await: true })).then(String, String),
  ]
  assert.deepEqual(
    texts.map((text) =>
      text.replace(/^TypeError: Expected the options of /, '').replace(/ to be among.*got/, ''),
    ),
    [
      'pool.options() `priorty`: did you mean `priority`?',
      'pool.map() `chunkSize`: did you mean `chunksize`?',
      'pool.stream() `bufer`: did you mean `buffer`?',
      'wait() `returnwhen`: did you mean `returnWhen`?',
      'waitAsync() `retrunWhen`: did you mean `returnWhen`?',
      'asCompleted() `timout`: did you mean `timeout`?',
      'future.cancel() `had`: did you mean `hard`?',
      'pool.shutdown() `cancel_futures`: did you mean `cancelFutures`?',
      'pool.shutdown() `await`: did you mean `wait`?',
    ],
  )
  assert.equal(pool.submit(() => 2).result(LIMIT), 2)
  pool.shutdown({ wait: true, cancelFutures: false })
})

test('a queue that refuses an option of shutdown() goes on, and so does a pool', () => {
  const queue = new Queue<number>({ maxsize: 2 })
  assert.match(
    thrownBy(() => queue.shutdown(wrong({ imediate: true }))),
    /did you mean `immediate`/,
  )
  assert.match(
    thrownBy(() => queue.shutdown(wrong({ immediate: 1 }))),
    /^TypeError: .*got `1`/,
  )
  queue.put(1)
  assert.equal(queue.get(), 1)
  queue.shutdown({ immediate: true })
  assert.ok(queue.isShutdown)
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  assert.match(
    thrownBy(() => pool.shutdown(wrong({ wait: 0 }))),
    /^TypeError: Expected `wait` to be a boolean, got `0`/,
  )
  assert.equal(pool.submit(() => 2).result(LIMIT), 2)
  pool.shutdown()
})

test('handlers, formatters and listeners of logging refuse options that they do not have, and open no file', () => {
  const file = join(tmpdir(), `nogil-options-${process.pid}.log`)
  const hint = (make: () => unknown): string | undefined => /options of .*/.exec(thrownBy(make))?.[0]
  assert.deepEqual(
    [
      hint(() => new logging.FileHandler(file, wrong({ dealy: true }))),
      hint(() => new logging.RotatingFileHandler(file, wrong({ max_bytes: 5 }))),
      hint(() => new logging.TimedRotatingFileHandler(file, wrong({ at_time: null }))),
      hint(() => new logging.MemoryHandler(5, wrong({ flushlevel: 'ERROR' }))),
      hint(() => new logging.Formatter('%(message)s', wrong({ dateFmt: '%H' }))),
      hint(() => new logging.QueueListener(new Queue(), [], wrong({ respect_handler_level: true }))),
    ].map((text) => text?.replace(/^options of (\w+) .*(got .*)/, '$1 $2')),
    [
      'FileHandler got `dealy`: did you mean `delay`?',
      'RotatingFileHandler got `max_bytes`: did you mean `maxBytes`?',
      'TimedRotatingFileHandler got `at_time`: did you mean `atTime`?',
      'MemoryHandler got `flushlevel`: did you mean `flushLevel`?',
      'Formatter got `dateFmt`: did you mean `datefmt`?',
      'QueueListener got `respect_handler_level`: did you mean `respectHandlerLevel`?',
    ],
  )
  assert.ok(!existsSync(file))
})

test('a handler that extends one of the library may have options of its own', () => {
  interface Options extends logging.FileHandlerOptions {
    readonly colour: string
  }
  class Coloured extends logging.FileHandler {
    readonly colour: string
    constructor(filename: string, options: Options) {
      super(filename, options)
      this.colour = options.colour
    }
  }
  assert.equal(new Coloured('never-written.log', { delay: true, colour: 'red' }).colour, 'red')
})

test('sleepAsync() refuses an option that it does not have', () => {
  assert.match(
    thrownBy(() => sleepAsync(1, wrong({ singal: AbortSignal.abort() }))),
    /did you mean `signal`/,
  )
})

test('options of a class of the program, which inherits them, are options too', () => {
  class Settings {
    readonly target = (done: Event): void => done.set()
    readonly args: readonly [Event]
    constructor(done: Event) {
      this.args = [done]
    }
    describe(): string {
      return 'no option'
    }
  }
  const done = new Event()
  const thread = new Thread(new Settings(done))
  thread.start()
  thread.join()
  assert.ok(done.isSet())
})
