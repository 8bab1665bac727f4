/**
 * The asynchronous context that goes with a task: the stores of some `AsyncLocalStorage` at the submit, in force while the
 * task runs. Storages do not cross; a function does, which gives each thread its own ones: those of the modules that it
 * imports.
 */
import { load } from '#atomics'
import { X_CONTEXT } from '../core/futures-layout.ts'
import { isStorage } from '../platform/async-context.ts'
import type { ContextStorage } from '../platform/async-context.ts'
import { ImportFailed } from '../runtime/functions/index.ts'
import { decodeMessage, receiveMessage } from '../runtime/messages.ts'

export type Storages = readonly ContextStorage[]
/** The option `context` of a pool. */
export type ContextOption = () => readonly ContextStorage[]

/** Calls the function for this thread. @throws TypeError when it is none, or gives something else. */
export function storagesFrom(context: unknown): Storages {
  if (typeof context !== 'function')
    throw new TypeError(
      `Expected \`context\` to be a function such as () => [storage], got \`${String(context)}\` (${typeof context})`,
    )
  const storages: unknown = (context as () => unknown)()
  if (!Array.isArray(storages))
    throw new TypeError(
      `Expected \`context\` to return an array of AsyncLocalStorage, got \`${String(storages)}\``,
    )
  for (const [n, storage] of storages.entries())
    if (!isStorage(storage))
      throw new TypeError(
        `Expected \`context\` to return AsyncLocalStorage objects, got \`${String(storage)}\` at ${n}`,
      )
  return [...(storages as ContextStorage[])]
}

/**
 * The storages of the pool in this thread, which may block its event loop.
 * @returns none when the thread has not loaded their modules: it has no stores then.
 */
export function readStorages(pool: number): Storages {
  try {
    return storagesFrom(decodeMessage(load(pool + X_CONTEXT)))
  } catch (error) {
    if (error instanceof ImportFailed) return []
    throw error
  }
}

/** As {@link readStorages}, where modules can be waited for. @returns undefined for a pool without such storages. */
export async function loadStorages(pool: number): Promise<Storages | undefined> {
  const message = load(pool + X_CONTEXT)
  if (message === 0) return undefined
  // in an object: a function could be taken for something to wait for
  const { context } = await receiveMessage(message, (from) => ({ context: from.value() }))
  return storagesFrom(context)
}

/** What is in force now. */
export function storesOf(storages: Storages): readonly unknown[] {
  return storages.map((storage) => storage.getStore())
}
