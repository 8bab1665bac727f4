/**
 * The user's code that logging runs in every thread: filter functions, and the classes of handlers, formatters and
 * filters with the fields of their instances.
 *
 * Kept apart from the settings so that changing a level never sends code again, and so that code which a thread cannot
 * load leaves its settings readable. An entry never changes once it is there.
 */
import { SLOT_LOGGING_CODE } from '../runtime/published-slot.ts'
import { Published } from '../runtime/published.ts'
import { settings, withEntry, withoutEntries } from './settings.ts'

export interface CodeEntry {
  /** The function itself, or the class of an instance; the name of one of our classes. */
  readonly code: unknown
  readonly fields: Readonly<Record<string, unknown>>
}

type Entries = ReadonlyMap<number, CodeEntry>

const published = new Published<Entries>(SLOT_LOGGING_CODE)
let seenVersion = 0
let entries: Entries = new Map()
let failure: unknown = null

/** Encoding the user's code can make us publish more of it: a handler that a class refers to. Its turn comes after. */
let isPublishing = false
const waiting: {
  readonly id: number
  readonly entry: CodeEntry
  readonly refused: (error: unknown) => void
}[] = []

/** Publishes the code of `id`, or calls `refused` with what the codec throws for an entry that cannot cross. */
export function publishCode(id: number, entry: CodeEntry, refused: (error: unknown) => void): void {
  waiting.push({ id, entry, refused })
  if (isPublishing) return
  isPublishing = true
  try {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        put(next.id, next.entry)
      } catch (error) {
        next.refused(error)
      }
    }
  } finally {
    isPublishing = false
  }
}

function put(id: number, entry: CodeEntry): void {
  const wanted = settings().objects
  published.update((old) => {
    const current = old ?? new Map<number, CodeEntry>()
    const unused = [...current.keys()].filter((key) => !wanted.has(key))
    return withEntry(withoutEntries(current, unused), id, entry)
  })
}

/** The entry of `id`; when this thread cannot load it, the error that says why. */
export function readCode(id: number): { readonly entry: CodeEntry } | { readonly error: unknown } {
  const version = published.version()
  if (version !== seenVersion) {
    seenVersion = version
    try {
      entries = published.read() ?? new Map()
      failure = null
    } catch (error) {
      failure = error
    }
  }
  const entry = entries.get(id)
  return entry === undefined ? { error: failure ?? new Error('its code is no longer published') } : { entry }
}
