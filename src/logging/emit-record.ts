/** A record and the handlers it reaches: the innermost loop of logging. */
import type { Handler } from './handler.ts'
import { lastResort } from './last-resort.ts'
import type { LogRecord } from './record.ts'
import { reportOnce } from './report.ts'
import { raiseExceptions } from './switches.ts'

/** Gives `record` to those of `handlers` whose level it has, or where there are none to the last resort. */
export function emitRecord(loggerName: string, handlers: readonly Handler[], record: LogRecord): void {
  for (const handler of handlers) if (record.levelno >= handler.level) handler.handle(record)
  if (handlers.length !== 0) return
  if (lastResort !== null) {
    if (record.levelno >= lastResort.level) lastResort.handle(record)
  } else if (raiseExceptions) {
    reportOnce('no handlers', `No handlers could be found for logger "${loggerName}"`)
  }
}
