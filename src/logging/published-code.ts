/**
 * The user's code that logging runs in every thread: filter functions, and the classes of handlers, formatters and
 * filters with the fields of their instances.
 *
 * Kept apart from the settings so that changing a level never sends code again, and so that code which a thread cannot
 * load leaves its settings readable. An entry never changes once it is there.
 */
import { Published } from '../runtime/published.ts'
import { CODE_SLOT, settings, withEntry, withoutEntries } from './settings.ts'

export interface CodeEntry {
  /** The function itself, or the class of an instance; the name of one of our classes; `null` with `value`. */
  readonly code: unknown
  readonly fields: Readonly<Record<string, unknown>>
}

type Entries = ReadonlyMap<number, CodeEntry>

const published = new Published<Entries>(CODE_SLOT)
let seenVersion = 0
let entries: Entries = new Map()
let failure: unknown = null

/** @throws what the codec throws for an entry that cannot cross; nothing is published then. */
export function publishCode(id: number, entry: CodeEntry): void {
  const wanted = settings().objects
  published.update((old) => {
    const current = old ?? new Map()
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
