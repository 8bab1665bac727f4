/** Decoding a message whose functions may need modules that this thread has not loaded yet. */
import { Decoder } from '../codec/index.ts'
import { loadModules, loadModulesAtOnce, noteMissing } from './module-loader.ts'
import { dropCaptured, sealCaptured } from './read-only.ts'
import { beginAttempt, endAttempt } from './read-part.ts'

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
  bytes: MessageBytes,
  attachments: readonly unknown[] | undefined,
  read: (from: Decoder) => T,
  atOnce = false,
): T | Promise<T> {
  const { memory, start, end } = bytes
  const answer = tryToRead(memory, start, attachments, read)
  if ('value' in answer) return answer.value
  if (atOnce && loadModulesAtOnce(answer.missing)) return receive(bytes, attachments, read, true)
  return again(memory.slice(start, end), attachments, read, answer.missing)
}

/** Where a message lies: a range of any byte array, so that no view of it need be made. */
export interface MessageBytes {
  readonly memory: Uint8Array
  readonly start: number
  readonly end: number
}

type Answer<T> = ReturnType<typeof noteMissing<T>>

function tryToRead<T>(
  memory: Uint8Array,
  start: number,
  attachments: readonly unknown[] | undefined,
  read: (from: Decoder) => T,
): Answer<T> {
  const outer = beginAttempt()
  let keep = false
  try {
    const answer = noteMissing(() => read(new Decoder(memory, attachments, start)))
    keep = 'value' in answer
    return answer
  } finally {
    endAttempt(outer, keep)
    if (keep) sealCaptured()
    else dropCaptured()
  }
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
    const answer = tryToRead(bytes, 0, attachments, read)
    if ('value' in answer) return answer.value
    missing = answer.missing
  }
  throw new Error(
    `bug: after ${MAX_ROUNDS} rounds modules are still missing: ${[...missing.keys()].join(', ')}`,
  )
}
