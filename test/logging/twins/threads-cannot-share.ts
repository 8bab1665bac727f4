/** What cannot leave its thread works there, for the records of the others too. */
import { Thread } from 'nogil'
import * as logging from 'nogil/logging'
import { print } from './print.ts'

class Secret extends logging.Handler {
  #count = 0

  override emit(record: logging.LogRecord): void {
    this.#count++
    print('secret', this.#count, record.getMessage())
  }
}

const lines: string[] = []
const log = logging.getLogger('mine')
log.setLevel('INFO')
log.propagate = false
log.addHandler(new logging.StreamHandler({ write: (text: string) => lines.push(text) }))
log.addHandler(new Secret())
log.info('from main')
const thread = new Thread({
  target: () => {
    log.info('from a thread')
    log.info('again')
  },
  name: 'T',
})
thread.start()
thread.join()
log.info('main still can')
print(lines.length)
process.on('exit', () => print(lines.length))
