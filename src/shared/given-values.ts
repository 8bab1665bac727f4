/** What the constructors of collections are given. */
import { describeBriefly } from '../platform/value-types.ts'

/** @param what - is expected, for the error. @throws TypeError when it can't be gone through. */
export function givenValues<T>(given: Iterable<T> | null | undefined, what: string): T[] {
  if (given === undefined || given === null) return []
  if (typeof (given as Partial<Iterable<T>>)[Symbol.iterator] !== 'function')
    throw new TypeError(`Expected ${what}, got \`${describeBriefly(given)}\` (${typeof given})`)
  return [...given]
}
