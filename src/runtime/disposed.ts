/** What a handle says that was disposed of. */
import { ThreadError } from '../errors.ts'

/** @param what - how the message calls the object. */
export function disposed(what: string): never {
  throw new ThreadError(
    `this thread has disposed of this ${what}; another thread that has it can pass it on again`,
  )
}
