/**
 * A log record, in microseconds: `logging.info('Thread %s: step %s', …)` with the tutorial's format, written to stderr,
 * which is a file here; from the main thread, from one other thread, and from two at once (elapsed time per record).
 * Every line is counted.
 */
import { Thread } from 'nogil'
import * as logging from 'nogil/logging'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'

const RECORDS = 1000

if (process.argv.includes('--contestant')) {
  logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
}

/** Returns microseconds per record. */
function logMany(name: string): number {
  const began = performance.now()
  for (let step = 0; step < RECORDS; step++) logging.info('Thread %s: step %s', name, step)
  return ((performance.now() - began) * 1000) / RECORDS
}

function inThread(): number {
  const thread = new Thread({ target: logMany, args: ['other'] })
  thread.start()
  return thread.result()
}

function inTwoThreads(): number {
  const began = micros()
  const threads = [
    new Thread({ target: logMany, args: ['first'] }),
    new Thread({ target: logMany, args: ['second'] }),
  ]
  for (const thread of threads) thread.start()
  for (const thread of threads) verify(thread.result() > 0, true, 'a time above 0')
  return (micros() - began) / (2 * RECORDS)
}

await contest(import.meta.url, {
  twin: 'log_record.py',
  rows: {
    main: { title: 'log record, main thread', unit: 'µs', goal: { atMost: 10 } },
    thread: { title: 'log record, another thread', unit: 'µs', goal: { atMost: 10 } },
    two: { title: 'log record, 2 threads at once', unit: 'µs', goal: { atMost: 10 } },
  },
  warmUp: 5,
  rounds: 20,
  lines: 4 * RECORDS,
  round: () => ({ main: [logMany('main')], thread: [inThread()], two: [inTwoThreads()] }),
})
