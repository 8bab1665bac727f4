/** What a thread has in place of a handler that cannot leave the thread it was made in. */
import './deliver.ts'
import { filtersOf } from './filter.ts'
import { forwardRecord } from './forward.ts'
import type { Formatter } from './formatter.ts'
import { renameHandler } from './handler-names.ts'
import { Handler } from './handler.ts'
import { registerKind, resolve } from './published-objects.ts'
import type { LogRecord } from './record.ts'
import { settings } from './settings.ts'
import type { ObjectSettings } from './settings.ts'

/** Stands in a thread for a handler that stays in another. */
class ElsewhereHandler extends Handler {
  readonly id: number
  readonly owner: number
  readonly what: string
  readonly why: string

  constructor(id: number, entry: ObjectSettings, reason: string) {
    super()
    this.id = id
    this.owner = entry.owner
    this.what = entry.className
    this.why = reason
  }

  override createLock(): void {
    this.lock = null
  }

  override emit(record: LogRecord): void {
    try {
      forwardRecord(this.owner, this.id, record, this.what, this.why)
    } catch (error) {
      this.handleError(record, error)
    }
  }
}

registerKind('handler', {
  standIn: (id, entry, reason) => new ElsewhereHandler(id, entry, reason),
  apply(object, entry) {
    const changed = entry.handler
    if (changed === null || !(object instanceof Handler)) return
    const now = settings()
    object.level = changed.level
    object.formatter = changed.formatter === null ? null : (resolve(changed.formatter, now) as Formatter)
    object.filters = filtersOf(changed.filters, now)
    if (object.name !== changed.name) renameHandler(object, changed.name)
  },
})
