/** A logger of one's own for a test, and what it logs. */
import * as logging from 'nogil/logging'

let made = 0

export class Collector extends logging.Handler {
  readonly records: logging.LogRecord[] = []
  readonly lines: string[] = []

  override emit(record: logging.LogRecord): void {
    this.records.push(record)
    this.lines.push(this.format(record))
  }
}

/** A fresh logger that sends everything to a {@link Collector} and nothing to the root. */
export function collect(format: string = '%(message)s'): { log: logging.Logger; seen: Collector } {
  const log = logging.getLogger(`test${made++}`)
  const seen = new Collector()
  seen.setFormatter(new logging.Formatter(format))
  log.addHandler(seen)
  log.setLevel(1)
  log.propagate = false
  return { log, seen }
}
