/** Decoding a message whose functions may need modules that this thread has not loaded yet. */
import { Decoder } from '../codec/index.ts'
import { loadModules, loadModulesAtOnce, Missing, noteMissing } from './module-loader.ts'
import { dropCaptured, sealCaptured } from './read-only.ts'
import { beginAttempt, endAttempt } from './read-part.ts'

/** More rounds than modules that need each other can take. */
const MAX_ROUNDS = 20

/**
 * Reads the message in `bytes`, from `start` up to `end`, with `read`; what functions in it captured is read-only afterwards. Returns the result, or a promise of it when
 * modules have to be loaded first: then `read` runs again, from the start, and must have had no effect the first time.
 *
 * @param atOnce - the caller blocks its event loop: modules are loaded without it where they allow that
 * @throws {@link ImportFailed} (or the promise rejects) a module cannot be loaded in this thread
 */
export function receive<T>(
  bytes: Uint8Array,
  start: number,
  end: number,
  attachments: readonly unknown[] | undefined,
  read: (from: Decoder) => T,
  atOnce = false,
): T | Promise<T> {
  const answer = tryToRead(bytes, start, attachments, read)
  if (!(answer instanceof Missing)) return answer
  if (atOnce && loadModulesAtOnce(answer.refs)) return receive(bytes, start, end, attachments, read, true)
  return again(bytes.slice(start, end), attachments, read, answer.refs)
}

function tryToRead<T>(
  bytes: Uint8Array,
  start: number,
  attachments: readonly unknown[] | undefined,
  read: (from: Decoder) => T,
): T | Missing {
  const outer = beginAttempt()
  let keep = false
  try {
    const answer = noteMissing(read, new Decoder(bytes, attachments, start))
    keep = !(answer instanceof Missing)
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
    if (!(answer instanceof Missing)) return answer
    missing = answer.refs
  }
  throw new Error(
    `bug: after ${MAX_ROUNDS} rounds modules are still missing: ${[...missing.keys()].join(', ')}`,
  )
}
