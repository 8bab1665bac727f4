/** Drops descriptions that nothing uses any more, so that handlers which come and go leave nothing behind. */
import { withoutEntries } from './settings.ts'
import type { ObjectSettings, Settings } from './settings.ts'

/** `settings` without the objects of `ids`, and what only they used, unless something else uses them. */
export function prune(settings: Settings, ids: readonly number[]): Settings {
  const candidates = [...reachable(settings.objects, ids)]
  const used = reachable(settings.objects, roots(settings))
  return {
    ...settings,
    objects: withoutEntries(
      settings.objects,
      candidates.filter((id) => !used.has(id)),
    ),
  }
}

function roots(settings: Settings): number[] {
  const { lastResort, loggerClass, recordFactory, pinned, loggers } = settings
  const direct = [lastResort, loggerClass, recordFactory, ...pinned]
  return [...direct, ...[...loggers.values()].flatMap((logger) => [...logger.handlers, ...logger.filters])]
}

function reachable(objects: ReadonlyMap<number, ObjectSettings>, from: readonly number[]): Set<number> {
  const found = new Set<number>()
  const open = [...from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const entry = objects.get(id)
    if (entry === undefined || found.has(id)) continue
    found.add(id)
    open.push(...entry.refs)
    if (entry.handler === null) continue
    open.push(...entry.handler.filters)
    if (entry.handler.formatter !== null) open.push(entry.handler.formatter)
  }
  return found
}
