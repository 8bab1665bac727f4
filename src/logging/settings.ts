/**
 * The configuration of logging as all threads see it: one immutable value, replaced as a whole.
 *
 * Every thread keeps its own Logger, Handler and Formatter objects; what must agree is described here as plain data and
 * published. A thread compares the version (one atomic load) on each call and derives its own state anew when it moved,
 * so a change made in any thread holds in all of them from their next record on.
 *
 * Locks are taken in this order and never the other way: a handler's lock, the published code (published-code.ts), this.
 */
import { SLOT_LOGGING } from '../runtime/published-slot.ts'
import { Published } from '../runtime/published.ts'

/** What one logger was told; loggers that were told nothing are not listed. */
export interface LoggerSettings {
  readonly level: number
  readonly propagate: boolean
  readonly disabled: boolean
  /** Ids in `Settings.objects`, in the order of their addition. */
  readonly handlers: readonly number[]
  readonly filters: readonly number[]
}

/** The part of a handler that may change after it was published. */
export interface HandlerSettings {
  readonly level: number
  readonly formatter: number | null
  readonly filters: readonly number[]
  readonly name: string | null
}

/** `logger` stands for the name of one; `class` for the classes of setLoggerClass and setLogRecordFactory. */
export type ObjectKind = 'handler' | 'formatter' | 'filter' | 'logger' | 'class'

/** A handler, formatter or filter, so that another thread can make its own. */
export interface ObjectSettings {
  readonly kind: ObjectKind
  /** `plain`: rebuilt from `className` and `fields`; `code`: found in the published code; `thread`: cannot cross. */
  readonly home: 'plain' | 'code' | 'thread'
  readonly className: string
  readonly fields: Readonly<Record<string, unknown>>
  /** Ids of the objects that the fields hold. */
  readonly refs: readonly number[]
  /** Ident of the thread that has the original, and why it cannot leave it (empty when it can). */
  readonly owner: number
  readonly obstacle: string
  readonly handler: HandlerSettings | null
}

/** An open log file: the descriptor is the process's, so every thread writes to the same one. */
export interface FileSettings {
  /** `null` while nothing is open: opened late, or between the two halves of a rotation. */
  readonly fd: number | null
  /** Seconds since 1970, 0 when time does not matter. */
  readonly rolloverAt: number
}

export interface Settings {
  /** The next id to hand out: objects and files share one count. */
  readonly nextId: number
  /** Records of this level and below are dropped everywhere; 0 drops none. */
  readonly disable: number
  readonly raiseExceptions: boolean
  readonly logThreads: boolean
  readonly logProcesses: boolean
  readonly logMultiprocessing: boolean
  /** Id of the handler used where there is none; 0 the one on stderr, -1 none. */
  readonly lastResort: number
  /** Ids of the user's logger class and record factory, 0 for ours. */
  readonly loggerClass: number
  readonly recordFactory: number
  /** Names added to the levels, and levels added to the names. */
  readonly levelNames: ReadonlyMap<number, string>
  readonly namedLevels: ReadonlyMap<string, number>
  readonly loggers: ReadonlyMap<string, LoggerSettings>
  readonly objects: ReadonlyMap<number, ObjectSettings>
  readonly files: ReadonlyMap<number, FileSettings>
  /** Objects that were handed to a thread as a value: kept although no logger uses them. */
  readonly pinned: readonly number[]
}

const INITIAL: Settings = {
  nextId: 1,
  disable: 0,
  raiseExceptions: true,
  logThreads: true,
  logProcesses: true,
  logMultiprocessing: true,
  lastResort: 0,
  loggerClass: 0,
  recordFactory: 0,
  levelNames: new Map(),
  namedLevels: new Map(),
  loggers: new Map(),
  objects: new Map(),
  files: new Map(),
  pinned: [],
}

const published = new Published<Settings>(SLOT_LOGGING)
let seenVersion = 0
let current = INITIAL
/** Followers are at work: they all see the same settings, a newer version is looked at afterwards. */
let adopting = false
const followers: ((now: Settings) => void)[] = []

/** The settings that hold now. The same object until something changes anywhere, so compare it to know. */
export function settings(): Settings {
  if (published.version() !== seenVersion && !adopting) refresh()
  return current
}

/**
 * Replaces the settings by `change(settings)`; one thread at a time, and all see it after this returns.
 * `change` must not throw, wait or publish.
 */
export function changeSettings(change: (old: Settings) => Settings): void {
  let before = 0
  const next = published.update((old) => {
    before = published.version()
    return change(old ?? INITIAL)
  })
  // Ours, unless another thread came after: then the version is not this one and the next look reads theirs.
  seenVersion = before + 1
  adopt(next)
}

/** Calls `react` in this thread after each change of the settings, before anyone gets them from {@link settings}. */
export function followSettings(react: (now: Settings) => void): void {
  followers.push(react)
}

function refresh(): void {
  // The version first: a change between the two reads is then seen again, never missed.
  const version = published.version()
  const value = published.read()
  seenVersion = version
  adopt(value ?? INITIAL)
}

function adopt(next: Settings): void {
  current = next
  adopting = true
  try {
    for (const react of followers) react(next)
  } finally {
    adopting = false
  }
}

/** A copy of `map` with one entry changed. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value)
}

/** A copy of `map` without the entries of `keys`. */
export function withoutEntries<K, V>(map: ReadonlyMap<K, V>, keys: Iterable<K>): ReadonlyMap<K, V> {
  const copy = new Map(map)
  for (const key of keys) copy.delete(key)
  return copy
}
