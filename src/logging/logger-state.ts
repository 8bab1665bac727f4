/**
 * What the settings say about one logger, worked out once per change of the settings: its own part, the level that
 * counts, and the handlers that its records reach. This is what makes a record that is not wanted cost one comparison.
 */
import { filtersOf } from './filter.ts'
import type { LogFilter } from './filter.ts'
import type { Handler } from './handler.ts'
import { NOTSET, WARNING } from './levels.ts'
import { resolve } from './published-objects.ts'
import { changeSettings, withEntry } from './settings.ts'
import type { LoggerSettings, Settings } from './settings.ts'

/** Name of the root logger in the settings: no other logger can have it. */
export const ROOT = ''

export interface LoggerState {
  /** What this was worked out from. */
  readonly settings: Settings
  readonly own: LoggerSettings
  /** The first level other than NOTSET on the way to the root. */
  readonly effectiveLevel: number
  /** Records of this level and above are wanted; `Infinity` when none is. */
  readonly threshold: number
  readonly ownHandlers: readonly Handler[]
  /** Own handlers first, then those of the ancestors up to one that does not propagate. */
  readonly handlers: readonly Handler[]
  readonly filters: readonly LogFilter[]
}

const UNTOLD: LoggerSettings = { level: NOTSET, propagate: true, disabled: false, handlers: [], filters: [] }
const UNTOLD_ROOT: LoggerSettings = { ...UNTOLD, level: WARNING }

/** What the logger `name` was told. */
export function loggerSettings(settings: Settings, name: string): LoggerSettings {
  return settings.loggers.get(name) ?? (name === ROOT ? UNTOLD_ROOT : UNTOLD)
}

/** Changes what the logger `name` is told, in every thread. */
export function changeLogger(
  name: string,
  change: (own: LoggerSettings, settings: Settings) => LoggerSettings,
  after: (settings: Settings) => Settings = (settings) => settings,
): void {
  changeSettings((old) => {
    const own = change(loggerSettings(old, name), old)
    return after({ ...old, loggers: withEntry(old.loggers, name, own) })
  })
}

/** `a.b.c`, `a.b`, `a`, and the root. */
export function lineage(name: string): string[] {
  const names: string[] = []
  for (let rest = name; rest !== ROOT; rest = rest.slice(0, Math.max(rest.lastIndexOf('.'), 0)))
    names.push(rest)
  names.push(ROOT)
  return names
}

export function deriveState(name: string, settings: Settings): LoggerState {
  const own = loggerSettings(settings, name)
  const line = lineage(name).map((ancestor) => loggerSettings(settings, ancestor))
  const effectiveLevel = line.find((told) => told.level !== NOTSET)?.level ?? NOTSET
  const end = line.findIndex((told) => !told.propagate)
  const reached = end < 0 ? line : line.slice(0, end + 1)
  const toHandler = (id: number): Handler => resolve(id, settings) as Handler
  return {
    settings,
    own,
    effectiveLevel,
    threshold: own.disabled ? Infinity : Math.max(effectiveLevel, settings.disable + 1),
    ownHandlers: own.handlers.map(toHandler),
    handlers: reached.flatMap((told) => told.handlers).map(toHandler),
    filters: filtersOf(own.filters, settings),
  }
}
