/** Twin of test/python/logging/reports.py. */
import * as logging from 'nogil/logging'
import { print, pythonName } from './print.ts'

logging.warning('no configuration: %s', 'root format')
logging.info('below')
logging.getLogger('lib').error('error from lib')
for (const handler of logging.getLogger().handlers) logging.getLogger().removeHandler(handler)
logging.getLogger('lib').error('last resort %d', 1)
logging.getLogger('lib').info('not for the last resort')

logging.basicConfig({ format: '%(levelname)s %(message)s', level: 'DEBUG' })
logging.basicConfig({ format: 'ignored %(message)s', level: 'ERROR' })
logging.debug('configured once')
logging.warning('wrong type %d', 'x')
logging.warning('missing %s %s', 1)
logging.warning('surplus %s', 1, 2)
logging.warning('broken %', 1)
logging.warning('broken %y', 'a')
logging.warning('no key %(b)s', { a: 1 })
logging.warning('no values, so 100% is text')
logging.warning('fields %(a)s %(b)r', { a: 1, b: 'c' })
logging.getLogger().handlers[0]?.setFormatter(new logging.Formatter('%(nosuch)s'))
logging.warning('format names a missing field')
logging.basicConfig({ format: 'forced %(message)s', force: true, stream: process.stderr })
logging.warning('yes')
logging.debug('level stays')
const refused: object[] = [
  { stream: process.stderr, filename: 'x' },
  { handlers: [], filename: 'x' },
  { handlers: [], stream: process.stderr },
  { style: '!' },
  { nosuch: 1 },
]
for (const options of refused) {
  try {
    logging.basicConfig({ force: true, ...options })
    print('accepted')
  } catch (error) {
    print(pythonName(error), error instanceof Error ? error.message : error)
  }
}
for (const level of ['NOSUCH']) {
  try {
    logging.getLogger().setLevel(level)
  } catch (error) {
    print(pythonName(error), error instanceof Error ? error.message.slice(0, 23) : error)
  }
}
try {
  logging.getLogger().log('INFO' as never, 'x')
} catch (error) {
  print(pythonName(error))
}
logging.basicConfig({ format: '%(message)s', force: true })
logging.setRaiseExceptions(false)
logging.warning('silent %d', 'x')
logging.setLastResort(null)
for (const handler of logging.getLogger().handlers) logging.getLogger().removeHandler(handler)
logging.getLogger('lib').warning('nothing at all')
