/**
 * The producer and consumer of the notes, with a queue and an event: the pipeline is a queue with room for ten messages
 * and with methods of its own. The producer goes on until main sets its event. The consumer has one of its own, set when
 * the producer has ended: it stores what is left, and misses no message that was still on its way.
 *
 * Run: npx nogil run examples/prodcom-queue.ts. Prints bursts of "Producer got message: 43" and "Consumer storing message:
 * 43  (queue size=2)" for a tenth of a second, and how both end.
 */
import { Event, sleep, Thread } from 'nogil'
import * as logging from 'nogil/logging'
import { Empty, Queue } from 'nogil/queue'

class Pipeline extends Queue<number> {
  constructor() {
    super(10)
  }

  getMessage(name: string): number {
    logging.debug('%s:about to get from queue', name)
    const value = this.get({ timeout: 100 })
    logging.debug('%s:got %d from queue', name, value)
    return value
  }

  setMessage(value: number, name: string): void {
    logging.debug('%s:about to add %d to queue', name, value)
    this.put(value)
    logging.debug('%s:added %d to queue', name, value)
  }
}

function producer(pipeline: Pipeline, event: Event): void {
  while (!event.isSet()) {
    const message = 1 + Math.floor(Math.random() * 101)
    logging.info('Producer got message: %s', message)
    pipeline.setMessage(message, 'Producer')
  }
  logging.info('Producer received EXIT event. Exiting')
}

function consumer(pipeline: Pipeline, done: Event): void {
  while (!done.isSet() || !pipeline.empty()) {
    try {
      const message = pipeline.getMessage('Consumer')
      logging.info('Consumer storing message: %s  (queue size=%s)', message, pipeline.qsize())
    } catch (error) {
      // no message for a while: look at the event again
      if (!(error instanceof Empty)) throw error
    }
  }
  logging.info('Consumer received EXIT event. Exiting')
}

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
const pipeline = new Pipeline()
const event = new Event()
const done = new Event()
const producing = new Thread({ target: producer, args: [pipeline, event] })
const consuming = new Thread({ target: consumer, args: [pipeline, done] })
producing.start()
consuming.start()
sleep(100)
logging.info('Main: about to set event')
event.set()
producing.join()
done.set()
consuming.join()
