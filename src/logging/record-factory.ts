/** What makes records, and what a logging call adds to them. */
import { LogRecord } from './record.ts'
import type { RecordInit } from './record.ts'
import type { PendingSite } from './call-site.ts'
import type { LogOptions } from './log-call.ts'
import { publish, registerKind, resolve } from './published-objects.ts'
import { reportOnce } from './report.ts'
import { changeSettings, settings } from './settings.ts'
import { reprOf } from './value-text.ts'

/** Makes a record of a call. */
export type LogRecordFactory = (init: RecordInit) => LogRecord

const makeStandard: LogRecordFactory = (init) => new LogRecord(init)

/** What makes the records of this program. */
export function getLogRecordFactory(): LogRecordFactory {
  const id = settings().recordFactory
  return id === 0 ? makeStandard : (resolve(id) as unknown as LogRecordFactory)
}

/**
 * Makes all records by `factory` from now on, in every thread; it runs in the thread that logs.
 *
 * @example
 * const make = logging.getLogRecordFactory()
 * logging.setLogRecordFactory((init) => Object.assign(new logging.LogRecord(init), { host: 'a1' }))
 *
 * @see Python `logging.setLogRecordFactory`. Differs: the factory gets one object.
 */
export function setLogRecordFactory(factory: LogRecordFactory): void {
  if (typeof factory !== 'function') throw new TypeError(`Expected a function, got ${reprOf(factory)}`)
  const id = factory === makeStandard ? 0 : publish(factory, 'class')
  changeSettings((old) => ({ ...old, recordFactory: id }))
}

export function newRecord(init: RecordInit): LogRecord {
  const id = settings().recordFactory
  return id === 0 ? new LogRecord(init) : getLogRecordFactory()(init)
}

/**
 * Adds to `record` what the call was told.
 *
 * @throws TypeError `extra` has a field that records have already.
 */
export function completeRecord(record: LogRecord, options: LogOptions, site: PendingSite): void {
  record.locate(site)
  const { excInfo, extra } = options
  if (excInfo !== undefined && typeof excInfo !== 'boolean') record.excInfo = excInfo
  if (options.stackInfo === true) {
    record.stackInfo = `Stack (most recent call first):\n${record.callStack()}`
  }
  if (extra === undefined || extra === null) return
  for (const key of Object.keys(extra)) {
    if (key === 'message' || key === 'asctime' || key in record) {
      throw new TypeError(
        `Attempt to overwrite ${reprOf(key)} in LogRecord; call the field of \`extra\` otherwise`,
      )
    }
    record[key] = extra[key]
  }
}

registerKind('class', {
  standIn(id, entry, reason) {
    reportOnce(
      `class ${id}`,
      `the logger class or record factory ${entry.className} cannot be had in this thread: ${reason}`,
    )
    return makeStandard
  },
})
