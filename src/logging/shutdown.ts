/** The end of logging, and finding handlers by name. */
import type { Handler } from './handler.ts'
import { handlerNames, handlersMade, namedHandler } from './handler-names.ts'
import { resolve } from './published-objects.ts'
import { settings } from './settings.ts'
import { raiseExceptions } from './switches.ts'

/**
 * Flushes and closes all handlers that this thread made, the newest first. Files need no such call at the end of a
 * program: every record is written at once, and what a MemoryHandler holds is flushed when its thread ends.
 *
 * @see Python `logging.shutdown`
 */
export function shutdown(): void {
  for (const handler of handlersMade()) {
    try {
      handler.acquire()
      try {
        handler.flush()
        handler.close()
      } finally {
        handler.release()
      }
    } catch (error) {
      // A file that is closed already is no reason to stop closing the others.
      const isSystemError = error instanceof Error && 'syscall' in error
      if (!isSystemError && raiseExceptions) throw error
    }
  }
}

/**
 * The handler with this name, made in any thread; `null` when there is none.
 *
 * @see Python `logging.getHandlerByName` (3.12)
 */
export function getHandlerByName(name: string): Handler | null {
  const here = namedHandler(name)
  if (here !== undefined) return here
  const now = settings()
  for (const [id, entry] of now.objects) if (entry.handler?.name === name) return resolve(id, now) as Handler
  return null
}

/**
 * The names of all handlers that have one.
 *
 * @see Python `logging.getHandlerNames` (3.12). Differs: a `Set`.
 */
export function getHandlerNames(): Set<string> {
  const elsewhere = [...settings().objects.values()].flatMap((entry) => entry.handler?.name ?? [])
  return new Set([...handlerNames(), ...elsewhere])
}
