/** The severities of records and their names. */
import { reprOf } from './value-text.ts'
import { changeSettings, settings, withEntry } from './settings.ts'

export const CRITICAL = 50
export const FATAL: number = CRITICAL
export const ERROR = 40
export const WARNING = 30
export const WARN: number = WARNING
export const INFO = 20
export const DEBUG = 10
/** Of a logger: ask the parent. Of a handler: take everything. */
export const NOTSET = 0

/** A severity as a number, or the name of one (`'INFO'`, or a name given to {@link addLevelName}). */
export type Level = number | string

const names: ReadonlyMap<number, string> = new Map([
  [CRITICAL, 'CRITICAL'],
  [ERROR, 'ERROR'],
  [WARNING, 'WARNING'],
  [INFO, 'INFO'],
  [DEBUG, 'DEBUG'],
  [NOTSET, 'NOTSET'],
])

const levels: ReadonlyMap<string, number> = new Map([
  ['CRITICAL', CRITICAL],
  ['FATAL', CRITICAL],
  ['ERROR', ERROR],
  ['WARN', WARNING],
  ['WARNING', WARNING],
  ['INFO', INFO],
  ['DEBUG', DEBUG],
  ['NOTSET', NOTSET],
])

/** The name of `level` for records; `Level 15` when it has none. */
export function levelName(level: number): string {
  return settings().levelNames.get(level) ?? names.get(level) ?? `Level ${level}`
}

/**
 * The name of a numeric level, or the number of a level's name; `Level x` for what is neither.
 *
 * @example
 * logging.getLevelName(logging.INFO) // 'INFO'
 * logging.getLevelName('INFO') // 20
 *
 * @see Python `logging.getLevelName`
 */
export function getLevelName(level: number): string
export function getLevelName(level: string): number | string
export function getLevelName(level: Level): Level {
  if (typeof level === 'number') return levelName(level)
  return settings().namedLevels.get(level) ?? levels.get(level) ?? `Level ${level}`
}

/**
 * Gives `level` a name, in every thread: records show it, and `setLevel()` accepts it.
 *
 * @param level - A whole number.
 * @throws TypeError `level` is not a whole number or `name` not a string.
 *
 * @see Python `logging.addLevelName`
 */
export function addLevelName(level: number, name: string): void {
  if (!Number.isInteger(level))
    throw new TypeError(`Expected a level to be a whole number, got ${reprOf(level)}`)
  if (typeof name !== 'string')
    throw new TypeError(`Expected the name of a level to be a string, got ${reprOf(name)}`)
  changeSettings((old) => ({
    ...old,
    levelNames: withEntry(old.levelNames, level, name),
    namedLevels: withEntry(old.namedLevels, name, level),
  }))
}

/**
 * All names of levels and their numbers; a copy.
 *
 * @see Python `logging.getLevelNamesMapping` (3.11). Differs: a `Map`.
 */
export function getLevelNamesMapping(): Map<string, number> {
  return new Map([...levels, ...settings().namedLevels])
}

/**
 * The number of a level given as number or name.
 *
 * @throws TypeError neither a whole number nor a string.
 * @throws RangeError a name that no level has.
 */
export function checkLevel(level: Level): number {
  if (typeof level === 'number' && Number.isInteger(level)) return level
  if (typeof level !== 'string') {
    throw new TypeError(`Expected a level to be a whole number or the name of a level, got ${reprOf(level)}`)
  }
  const number = settings().namedLevels.get(level) ?? levels.get(level)
  if (number === undefined) {
    throw new RangeError(
      `Unknown level: ${reprOf(level)}; known are ${[...getLevelNamesMapping().keys()].join(', ')} (add others with addLevelName)`,
    )
  }
  return number
}
