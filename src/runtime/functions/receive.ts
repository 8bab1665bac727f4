/** Decoding a message whose functions may need modules that this thread has not loaded yet. */
import { Decoder } from '../codec/index.ts'
import { loadModules, loadModulesAtOnce, noteMissing } from './module-loader.ts'
import { dropCaptured, sealCaptured } from './read-only.ts'
import { beginAttempt } from './read-part.ts'

/** More rounds than modules that need each other can take. */
const MAX_ROUNDS = 20

/**
 * Reads a message with `read`; what functions in it captured is read-only afterwards. Returns the result, or a promise of it when
 * modules have to be loaded first: then `read` runs again, from the start, and must have had no effect the first time.
 *
 * @param atOnce - the caller blocks its event loop: modules are loaded without it where they allow that
 * @throws {@link ImportFailed} (or the promise rejects) a module cannot be loaded in this thread
 */
export function receive<T>(
  bytes: Uint8Array,
  attachments: readonly unknown[] | undefined,
  read: (from: Decoder) => T,
  atOnce = false,
): T | Promise<T> {
  const finish = beginAttempt()
  let answer: ReturnType<typeof noteMissing<T>>
  try {
    answer = noteMissing(() => read(new Decoder(bytes, attachments)))
  } catch (error) {
    finish(false)
    dropCaptured()
    throw error
  }
  if ('value' in answer) {
    finish(true)
    sealCaptured()
    return answer.value
  }
  finish(false)
  dropCaptured()
  if (atOnce && loadModulesAtOnce(answer.missing)) return receive(bytes, attachments, read, true)
  return again(bytes.slice(), attachments, read, answer.missing)
}

async function again<T>(
  bytes: Uint8Array,
  attachments: readonly unknown[] | undefined,
  read: (from: Decoder) => T,
  first: Parameters<typeof loadModules>[0],
): Promise<T> {
  let missing = first
  for (let round = 0; round < MAX_ROUNDS; round++) {
    await loadModules(missing)
    const finish = beginAttempt()
    let keep = false
    try {
      const answer = noteMissing(() => read(new Decoder(bytes, attachments)))
      keep = 'value' in answer
      if ('value' in answer) return answer.value
      missing = answer.missing
    } finally {
      finish(keep)
      if (keep) sealCaptured()
      else dropCaptured()
    }
  }
  throw new Error(
    `bug: after ${MAX_ROUNDS} rounds modules are still missing: ${[...missing.keys()].join(', ')}`,
  )
}
