/** The loggers of this thread by name. Which exist in other threads does not matter: one that was told nothing is neutral. */
import { ROOT, lineage } from './logger-state.ts'
import { settings } from './settings.ts'

const loggers = new Map<string, object>()
let make: ((name: string) => object) | null = null

/** How loggers are made; the module that knows their class says it. */
export function makeLoggersBy(maker: (name: string) => object): void {
  make = maker
}

/** Enters the root logger. */
export function enterRoot(root: object): void {
  loggers.set(ROOT, root)
}

/** The logger `name`, made on the first call. */
export function loggerNamed(name: string): object {
  const known = loggers.get(name)
  if (known !== undefined) return known
  if (make === null) throw new Error('bug: nothing makes loggers')
  const logger = make(name)
  loggers.set(name, logger)
  return logger
}

/** The nearest ancestor that exists here, or that some thread told something. */
export function parentOf(name: string): object {
  const told = settings().loggers
  const nearest = lineage(name)
    .slice(1)
    .find((ancestor) => loggers.has(ancestor) || told.has(ancestor))
  return loggerNamed(nearest ?? ROOT)
}

/** Loggers whose nearest existing ancestor is `name`. */
export function childrenOf(name: string): object[] {
  const parent = loggers.get(name)
  return [...loggers].flatMap(([other, logger]) =>
    other !== ROOT && other !== name && parentOf(other) === parent ? [logger] : [],
  )
}
