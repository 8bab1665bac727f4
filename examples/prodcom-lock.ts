/**
 * The producer and consumer of the notes, with two locks: each lets the other one go on, so a lock is released by the
 * thread that did not take it. The consumer stores what the producer got, in that order.
 *
 * Run: npx nogil run examples/prodcom-lock.ts. Prints ten "Producer got message: 43" and ten "Consumer storing message:
 * 43", the producer at most three lines ahead.
 */
import { Lock, Thread } from 'nogil'
import * as logging from 'nogil/logging'

const SENTINEL = -1

/** Room for one message. */
class Pipeline {
  readonly message = new Int32Array(new SharedArrayBuffer(4))
  readonly producerLock = new Lock()
  readonly consumerLock = new Lock()

  constructor() {
    this.consumerLock.acquire()
  }

  getMessage(): number {
    this.consumerLock.acquire()
    const message = this.message[0] ?? SENTINEL
    this.producerLock.release()
    return message
  }

  setMessage(message: number): void {
    this.producerLock.acquire()
    this.message[0] = message
    this.consumerLock.release()
  }
}

function producer(pipeline: Pipeline): void {
  for (let index = 0; index < 10; index++) {
    const message = 1 + Math.floor(Math.random() * 101)
    logging.info('Producer got message: %s', message)
    pipeline.setMessage(message)
  }
  pipeline.setMessage(SENTINEL)
}

function consumer(pipeline: Pipeline): void {
  for (;;) {
    const message = pipeline.getMessage()
    if (message === SENTINEL) return
    logging.info('Consumer storing message: %s', message)
  }
}

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
const pipeline = new Pipeline()
const threads = [producer, consumer].map((target) => new Thread({ target, args: [pipeline] }))
for (const thread of threads) thread.start()
for (const thread of threads) thread.join()
