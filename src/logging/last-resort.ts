/** The handler for records that find none: warnings and worse, as bare messages on stderr. */
import { publishHandler } from './handler.ts'
import type { Handler } from './handler.ts'
import { WARNING } from './levels.ts'
import { resolve } from './published-objects.ts'
import { changeSettings, followSettings } from './settings.ts'
import { StreamHandler } from './stream-handler.ts'

const standard = new StreamHandler()
standard.level = WARNING

/**
 * Gets the records for which no logger has a handler; `null` for nobody. Default: a handler that writes the messages of
 * level WARNING and above to stderr.
 *
 * @see Python `logging.lastResort`
 */
export let lastResort: Handler | null = standard

followSettings((now) => {
  const id = now.lastResort
  lastResort = id === 0 ? standard : id < 0 ? null : (resolve(id, now) as Handler)
})

/** Replaces {@link lastResort} in every thread; `null` for none: then the first such record is reported on stderr. */
export function setLastResort(handler: Handler | null): void {
  const id = handler === null ? -1 : handler === standard ? 0 : publishHandler(handler)
  changeSettings((old) => ({ ...old, lastResort: id }))
}
