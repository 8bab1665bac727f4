/**
 * The methods of a Set that compare it with another one. Written here because Node 20's Set has none of them; elements
 * come in the standard's order.
 *
 * Source: ECMAScript 2025, "Properties of the Set Prototype Object".
 */

/** What can be the other set: a Set, a Map, a `SharedSet`, a `SharedMap`. */
export interface SetLike<T> {
  readonly size: number
  has(value: T): boolean
  keys(): Iterator<T>
}

/** @throws TypeError when it is nothing like a set. */
function elementsOf<T>(other: SetLike<T>): T[] {
  const given = other as Partial<SetLike<T>> | null | undefined
  const fits = typeof given?.size === 'number' && typeof given.has === 'function'
  if (!fits || typeof given?.keys !== 'function')
    throw new TypeError(`Expected a set, with size, has() and keys(), got \`${String(other)}\``)
  const elements: T[] = []
  const keys = other.keys()
  for (let next = keys.next(); next.done !== true; next = keys.next()) elements.push(next.value)
  return elements
}

export function union<T, U>(own: ReadonlySet<T>, other: SetLike<U>): Set<T | U> {
  return new Set<T | U>([...own, ...elementsOf(other)])
}

/** In the order of the smaller one. */
export function intersection<T, U>(own: ReadonlySet<T>, other: SetLike<U>): Set<T & U> {
  const theirs = new Set<unknown>(elementsOf(other))
  const [few, many] = own.size <= theirs.size ? [own, theirs] : [theirs, own]
  return new Set([...few].filter((value) => many.has(value as never))) as Set<T & U>
}

export function difference<T>(own: ReadonlySet<T>, other: SetLike<unknown>): Set<T> {
  const theirs = new Set<unknown>(elementsOf(other))
  return new Set([...own].filter((value) => !theirs.has(value)))
}

export function symmetricDifference<T, U>(own: ReadonlySet<T>, other: SetLike<U>): Set<T | U> {
  const theirs = new Set<unknown>(elementsOf(other))
  const mine = [...own].filter((value) => !theirs.has(value))
  return new Set([...mine, ...[...theirs].filter((value) => !own.has(value as never))]) as Set<T | U>
}

export function isSubsetOf(own: ReadonlySet<unknown>, other: SetLike<unknown>): boolean {
  const theirs = new Set(elementsOf(other))
  return [...own].every((value) => theirs.has(value))
}

export function isSupersetOf(own: ReadonlySet<unknown>, other: SetLike<unknown>): boolean {
  return elementsOf(other).every((value) => own.has(value))
}

export function isDisjointFrom(own: ReadonlySet<unknown>, other: SetLike<unknown>): boolean {
  return !elementsOf(other).some((value) => own.has(value))
}
