/** What decides whether a record goes on: functions, objects with a `filter` method, and the filter by name. */
import { crossesById } from './crossing.ts'
import { libraryClassOf, registerClass } from './library-classes.ts'
import { publish, publishedId, registerKind, resolve } from './published-objects.ts'
import { reportOnce } from './report.ts'
import { reprOf } from './value-text.ts'
import type { LogRecord } from './record.ts'
import type { Settings } from './settings.ts'

/**
 * Decides about a record: a false value drops it, any other lets it pass. It may change the record.
 * Runs in the thread that logs, so it is copied there; see the guide on what a function can take along.
 */
export type LogFilter = ((record: LogRecord) => unknown) | { filter(record: LogRecord): unknown }

/**
 * Lets pass what comes from one logger and its descendants: `new Filter('a.b')` passes `a.b` and `a.b.c`, not `a.bb`.
 * Without a name it passes everything.
 *
 * @see Python `logging.Filter`
 */
export class Filter {
  readonly name: string

  constructor(name: string = '') {
    this.name = name
  }

  filter(record: LogRecord): unknown {
    return this.name === '' || record.name === this.name || record.name.startsWith(`${this.name}.`)
  }
}

/** Whether every filter lets `record` pass; the first that does not ends the question. */
export function passes(filters: readonly LogFilter[], record: LogRecord): boolean {
  for (const filter of filters) {
    if (!(typeof filter === 'function' ? filter(record) : filter.filter(record))) return false
  }
  return true
}

/** Whether some filter is code of the user, which may keep the record or change it. */
export function runsUserCode(filters: readonly LogFilter[]): boolean {
  return filters.some((filter) => typeof filter === 'function' || libraryClassOf(filter) === null)
}

/** @throws TypeError `filter` is neither a function nor an object with a `filter` method. */
export function checkFilter(filter: LogFilter): void {
  if (typeof filter === 'function' || typeof (filter as Partial<Filter> | null)?.filter === 'function') return
  throw new TypeError(
    `Expected a filter to be a function or an object with a filter() method, got ${reprOf(filter)}`,
  )
}

export function publishFilter(filter: LogFilter): number {
  return publish(filter, 'filter')
}

export function publishedFilter(filter: LogFilter): number | undefined {
  return publishedId(filter)
}

export function filtersOf(ids: readonly number[], now: Settings): LogFilter[] {
  return ids.map((id) => resolve(id, now) as LogFilter)
}

crossesById(Filter, 'filter')
registerClass('Filter', Filter)
registerKind('filter', {
  standIn(id, entry, reason) {
    return function passEverything(): boolean {
      reportOnce(
        `filter ${id}`,
        `a filter (${entry.className || 'a function'}) cannot run in this thread, so records pass it: ${reason}`,
      )
      return true
    }
  },
})
