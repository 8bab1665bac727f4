/** What main and threads configure holds in all of them: levels, formats, the user's classes, filters. */
import { Thread } from 'nogil'
import * as logging from 'nogil/logging'

class Upper extends logging.Formatter {
  override format(record: logging.LogRecord): string {
    return super.format(record).toUpperCase()
  }
}

class Tagged extends logging.StreamHandler {
  tag = '[tag] '

  override write(line: string): void {
    super.write(this.tag + line)
  }
}

function inThread(target: () => void, name: string): void {
  const thread = new Thread({ target, name })
  thread.start()
  thread.join()
}

logging.basicConfig({
  format: '%(threadName)s %(levelname)s %(message)s',
  level: 'INFO',
  stream: process.stdout,
})
const log = logging.getLogger('work')

inThread(() => logging.info('main configured %s', 'this'), 'A')
inThread(() => log.info('a captured logger is the same logger'), 'B')
inThread(() => logging.getLogger('work').setLevel(logging.ERROR), 'C')
log.warning('a thread forbade this')
inThread(() => log.setLevel(logging.NOTSET), 'D')
log.warning('a thread allowed this')

const tagged = new Tagged(process.stdout)
tagged.setFormatter(new Upper('%(threadName)s %(message)s'))
log.addHandler(tagged)
log.propagate = false
inThread(() => log.info('through classes of the program'), 'E')
tagged.setLevel('ERROR')
inThread(() => log.info('below the level that the handler got later'), 'F')
tagged.setLevel('INFO')
const least = 2
const odd = (record: logging.LogRecord): boolean => Number(record.args[0]) >= least
log.addFilter(odd)
inThread(() => {
  for (const n of [1, 2, 3]) log.info('filtered %d', n)
}, 'G')
log.removeFilter(odd)
inThread(() => log.info('not filtered %d', 1), 'H')
inThread(() => logging.disable(), 'I')
log.critical('disabled by a thread')
logging.disable(logging.NOTSET)
inThread(() => {
  const own = new logging.StreamHandler(process.stdout)
  own.setFormatter(new logging.Formatter('handler of a thread: %(message)s'))
  logging.getLogger('other').addHandler(own)
  logging.getLogger('other').propagate = false
}, 'J')
logging.getLogger('other').warning('used by main')
inThread(() => logging.addLevelName(25, 'NOTICE'), 'K')
logging.getLogger().log(25, 'named by a thread')
inThread(() => logging.info('%(word)s by name', { word: 'values' }), 'L')
inThread(() => logging.info('bad %d', 'x'), 'M')
log.removeHandler(tagged)
inThread(() => logging.getLogger('work').info('no handler left'), 'N')
