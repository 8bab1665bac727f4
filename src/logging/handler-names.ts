/** All handlers of this thread, for shutdown(), and those that have a name. */
import type { Handler } from './handler.ts'

const named = new Map<string, Handler>()
/** Weak, as in Python: a handler that nobody uses is not kept for the sake of shutdown(). */
let made: WeakRef<Handler>[] = []
let pruneAt = 64

/** Called by the constructor of every handler. */
export function rememberHandler(handler: Handler): void {
  if (made.length >= pruneAt) {
    made = made.filter((reference) => reference.deref() !== undefined)
    pruneAt = Math.max(64, made.length * 2)
  }
  made.push(new WeakRef(handler))
}

/** The handlers that this thread made and still has, newest first. */
export function handlersMade(): Handler[] {
  return made.flatMap((reference) => reference.deref() ?? []).reverse()
}

/** Sets `handler.name`; a name belongs to the handler that got it last. */
export function renameHandler(handler: Handler, name: string | null): void {
  if (handler.name !== null && named.get(handler.name) === handler) named.delete(handler.name)
  handler.name = name
  if (name !== null) named.set(name, handler)
}

export function namedHandler(name: string): Handler | undefined {
  return named.get(name)
}

export function handlerNames(): string[] {
  return [...named.keys()]
}
