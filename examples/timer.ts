/**
 * Two timers: one fires after 2 s, in a thread of its own; the other is cancelled in time and never fires.
 * A cancel after the firing does nothing.
 *
 * Run: npx nogil run examples/timer.ts. Prints four lines and ends when the first timer has fired, not after 30 s.
 */
import { Timer } from 'nogil'
import * as logging from 'nogil/logging'

function greet(name: string): void {
  logging.info('Timer   : hello, %s', name)
}

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
const soon = new Timer(2000, greet, ['world'])
const late = new Timer(30_000, greet, ['nobody'])
soon.start()
late.start()
logging.info('Main    : both timers run')
late.cancel()
logging.info('Main    : cancelled the second')
soon.join()
soon.cancel()
logging.info('Main    : all done')
