/** Where records go: the base of all handlers, with what they share across threads. */
import { Lock } from '../threading/index.ts'
import { crossesById } from './crossing.ts'
import { reportError } from './error-report.ts'
import { checkFilter, passes, publishFilter, publishedFilter } from './filter.ts'
import type { LogFilter } from './filter.ts'
import { defaultFormatter } from './formatter.ts'
import type { Formatter } from './formatter.ts'
import { rememberHandler, renameHandler } from './handler-names.ts'
import { classNameOf, libraryClassOf, registerClass } from './library-classes.ts'
import { NOTSET, checkLevel, levelName } from './levels.ts'
import type { Level } from './levels.ts'
import { publish, publishedId } from './published-objects.ts'
import type { LogRecord } from './record.ts'
import { changeSettings, withEntry } from './settings.ts'
import type { HandlerSettings } from './settings.ts'

/** How often this thread holds the lock of a handler: a value may log while it is being formatted. */
const depths = new WeakMap<Handler, number>()

/**
 * Sends records somewhere. Derive from it and override `emit()`; `handle()` runs the filters and serialises `emit()`,
 * among all threads.
 *
 * A handler of your own works in every thread: each gets a copy with the same fields. One that holds what only its
 * thread can use (a socket, a stream, `#private` fields) stays where it was made, and the records of other threads
 * for it are forwarded (see forward.ts).
 *
 * @param level - Records below it are ignored. Default `NOTSET`: takes everything.
 *
 * @example
 * class Terse extends logging.Handler {
 *   override emit(record: logging.LogRecord) {
 *     console.log(this.format(record))
 *   }
 * }
 *
 * @see Python `logging.Handler`
 */
export class Handler {
  /** @see setLevel */
  level: number
  /** @see setFormatter */
  formatter: Formatter | null
  /** @see addFilter */
  filters: readonly LogFilter[]
  /** @see setName */
  name: string | null
  /** Serialises `emit()` among all threads; `null` for a handler whose writes need no lock. */
  lock: Lock | null

  constructor(level: Level = NOTSET) {
    this.level = checkLevel(level)
    this.formatter = null
    this.filters = []
    this.name = null
    this.lock = null
    this.createLock()
    rememberHandler(this)
  }

  /** Makes the lock of this handler; called once, by the constructor. */
  createLock(): void {
    this.lock = new Lock()
  }

  /** Takes the lock of this handler; waits while another thread has it. May be called again while it is held. */
  acquire(): void {
    const depth = depths.get(this) ?? 0
    if (depth === 0) this.lock?.acquire()
    depths.set(this, depth + 1)
  }

  /** Gives the lock back. */
  release(): void {
    const depth = (depths.get(this) ?? 1) - 1
    depths.set(this, depth)
    if (depth === 0) this.lock?.release()
  }

  /** Records below `level` are ignored from now on, in every thread. */
  setLevel(level: Level): void {
    const number = checkLevel(level)
    this.level = number
    amend(this, (old) => ({ ...old, level: number }))
  }

  /** Uses `formatter` from now on, in every thread; `null` for the message alone. */
  setFormatter(formatter: Formatter | null): void {
    this.formatter = formatter
    if (publishedId(this) === undefined) return
    const id = formatter === null ? null : publish(formatter, 'formatter')
    amend(this, (old) => ({ ...old, formatter: id }))
  }

  /** Adds a filter, unless it is there. @throws TypeError it is no filter. */
  addFilter(filter: LogFilter): void {
    checkFilter(filter)
    if (this.filters.includes(filter)) return
    this.filters = [...this.filters, filter]
    if (publishedId(this) === undefined) return
    const id = publishFilter(filter)
    amend(this, (old) => ({ ...old, filters: [...without(old.filters, id), id] }))
  }

  /** Takes a filter away, if it is there. */
  removeFilter(filter: LogFilter): void {
    if (!this.filters.includes(filter)) return
    this.filters = without(this.filters, filter)
    const id = publishedFilter(filter)
    if (id !== undefined) amend(this, (old) => ({ ...old, filters: without(old.filters, id) }))
  }

  /** Whether the filters of this handler let `record` pass. */
  filter(record: LogRecord): boolean {
    return passes(this.filters, record)
  }

  /** Gives this handler a name, under which `getHandlerByName()` finds it. */
  setName(name: string | null): void {
    renameHandler(this, name)
    amend(this, (old) => ({ ...old, name }))
  }

  /** The text of `record`, by the formatter of this handler. */
  format(record: LogRecord): string {
    return (this.formatter ?? defaultFormatter).format(record)
  }

  /**
   * Writes `record` out; for subclasses. Errors in it should go to {@link handleError}.
   *
   * @throws Error unless overridden.
   */
  emit(record: LogRecord): void {
    void record
    throw new Error(`${classNameOf(this)} must override emit() to send records somewhere`)
  }

  /** Emits `record` under the lock if the filters let it pass, and returns whether they did. */
  handle(record: LogRecord): boolean {
    if (this.filters.length !== 0 && !this.filter(record)) return false
    if (libraryClassOf(this) === null) record.keepCallSite()
    if (this.lock === null) {
      this.emit(record)
      return true
    }
    this.acquire()
    try {
      this.emit(record)
    } finally {
      this.release()
    }
    return true
  }

  /** Writes out what is still held back; nothing here. */
  flush(): void {
    // handlers that hold records back override this
  }

  /** Ends the use of this handler: its name is free again. */
  close(): void {
    renameHandler(this, null)
  }

  /**
   * Reports an error that `record` ran into, on stderr; called by `emit()`. The program goes on.
   *
   * @see Python `Handler.handleError`. Differs: the error is an argument.
   */
  handleError(record: LogRecord, error: unknown): void {
    reportError(record, error)
  }

  toString(): string {
    return `<${classNameOf(this)} (${levelName(this.level)})>`
  }

  /** What other threads get of it; for logging itself. */
  describeForThreads(): { fields: Record<string, unknown>; handler: HandlerSettings; obstacle: string } {
    const fields = Object.entries(this).filter(([key]) => !changeable.has(key))
    return { fields: Object.fromEntries(fields), handler: handlerSettings(this), obstacle: '' }
  }
}

/** The fields that {@link HandlerSettings} has. */
const changeable: ReadonlySet<string> = new Set(['level', 'formatter', 'filters', 'name'])

/** What of a handler may change; its formatter and filters are published on the way. */
function handlerSettings(handler: Handler): HandlerSettings {
  return {
    level: handler.level,
    formatter: handler.formatter === null ? null : publish(handler.formatter, 'formatter'),
    filters: handler.filters.map(publishFilter),
    name: handler.name,
  }
}

/** Tells other threads what changed, if they know the handler at all. Merged there: two threads may change it at once. */
function amend(handler: Handler, change: (old: HandlerSettings) => HandlerSettings): void {
  const id = publishedId(handler)
  if (id === undefined) return
  changeSettings((old) => {
    const entry = old.objects.get(id)
    if (entry === undefined || entry.handler === null) return old
    return { ...old, objects: withEntry(old.objects, id, { ...entry, handler: change(entry.handler) }) }
  })
}

function without<T>(list: readonly T[], item: T): T[] {
  return list.filter((other) => other !== item)
}

/** Publishes a handler and returns its id. */
export function publishHandler(handler: Handler): number {
  return publish(handler, 'handler')
}

crossesById(Handler, 'handler')
registerClass('Handler', Handler)
