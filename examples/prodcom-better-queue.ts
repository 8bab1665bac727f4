/**
 * The last program of the notes: a plain queue is the whole pipeline between producer and consumer. At the end the
 * producer shuts the queue down, so the consumer's loop over it ends when it is empty.
 *
 * Run: npx nogil run examples/prodcom-better-queue.ts. Prints bursts of "Producer got message: 43" and "Consumer storing
 * message: 43 (size=2)" for a tenth of a second, and how both end.
 */
import { Event, sleep, Thread } from 'nogil'
import * as logging from 'nogil/logging'
import { Queue } from 'nogil/queue'

function producer(queue: Queue<number>, event: Event): void {
  while (!event.isSet()) {
    const message = 1 + Math.floor(Math.random() * 101)
    logging.info('Producer got message: %s', message)
    queue.put(message)
  }
  logging.info('Producer received event. Exiting')
  queue.shutdown()
}

function consumer(queue: Queue<number>): void {
  for (const message of queue) {
    logging.info('Consumer storing message: %s (size=%d)', message, queue.qsize())
  }
  logging.info('Consumer received event. Exiting')
}

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
const pipeline = new Queue<number>(10)
const event = new Event()
const threads = [
  new Thread({ target: producer, args: [pipeline, event] }),
  new Thread({ target: consumer, args: [pipeline] }),
]
for (const thread of threads) thread.start()
sleep(100)
logging.info('Main: about to set event')
event.set()
for (const thread of threads) thread.join()
