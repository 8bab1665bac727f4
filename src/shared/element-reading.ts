/** The methods of an Array that only read: each looks at a copy of one moment. The base of `SharedList`. */

/** What all of these methods give their function: the element, its index, and a copy of the list. */
export type Visit<T, R> = (value: T, index: number, all: readonly T[]) => R

/** What `reduce()` and `reduceRight()` are given. */
export type Step<T, R> = (sum: R, value: T, index: number, all: readonly T[]) => R

export abstract class ElementReading<T> {
  /** A copy of the list: all elements at this moment. */
  abstract toArray(): T[]

  slice(start?: number, end?: number): T[] {
    return this.toArray().slice(start, end)
  }

  includes(value: T, from?: number): boolean {
    return this.toArray().includes(value, from)
  }

  /** −1 when there is none. Copies of objects are other objects: only plain values and shared objects are found. */
  indexOf(value: T, from?: number): number {
    return this.toArray().indexOf(value, from)
  }

  /** As {@link indexOf}, from the end. */
  lastIndexOf(value: T, from: number = Infinity): number {
    return this.toArray().lastIndexOf(value, from)
  }

  find(test: Visit<T, unknown>): T | undefined {
    return this.toArray().find(test)
  }

  findIndex(test: Visit<T, unknown>): number {
    return this.toArray().findIndex(test)
  }

  findLast(test: Visit<T, unknown>): T | undefined {
    return this.toArray().findLast(test)
  }

  findLastIndex(test: Visit<T, unknown>): number {
    return this.toArray().findLastIndex(test)
  }

  some(test: Visit<T, unknown>): boolean {
    return this.toArray().some(test)
  }

  every(test: Visit<T, unknown>): boolean {
    return this.toArray().every(test)
  }

  /** @returns an ordinary array, as all that make a new one do. */
  map<R>(make: Visit<T, R>): R[] {
    return this.toArray().map(make)
  }

  filter(test: Visit<T, unknown>): T[] {
    return this.toArray().filter(test)
  }

  flatMap<R>(make: Visit<T, R | readonly R[]>): R[] {
    return this.toArray().flatMap((value, index, all) => make(value, index, all))
  }

  flat<D extends number = 1>(depth?: D): FlatArray<T[], D>[] {
    return this.toArray().flat(depth)
  }

  reduce(step: Step<T, T>): T
  reduce<R>(step: Step<T, R>, initial: R): R
  reduce(...given: readonly unknown[]): unknown {
    return this.toArray().reduce(...(given as [Step<T, unknown>, unknown]))
  }

  reduceRight(step: Step<T, T>): T
  reduceRight<R>(step: Step<T, R>, initial: R): R
  reduceRight(...given: readonly unknown[]): unknown {
    return this.toArray().reduceRight(...(given as [Step<T, unknown>, unknown]))
  }

  toReversed(): T[] {
    return this.toArray().toReversed()
  }

  toSorted(compare?: (one: T, other: T) => number): T[] {
    return this.toArray().toSorted(compare)
  }

  toSpliced(start: number, count: number = Infinity, ...values: T[]): T[] {
    return this.toArray().toSpliced(start, count, ...values)
  }

  /** A copy with another element at `index`. @throws RangeError when there is none. */
  with(index: number, value: T): T[] {
    return this.toArray().with(index, value)
  }

  forEach(visit: Visit<T, void>): void {
    const all = this.toArray()
    for (const [index, value] of all.entries()) visit(value, index, all)
  }

  concat(...others: (T | readonly T[])[]): T[] {
    return this.toArray().concat(...(others as T[][]))
  }

  join(separator?: string): string {
    return this.toArray().join(separator)
  }

  keys(): ArrayIterator<number> {
    return this.toArray().keys()
  }

  values(): ArrayIterator<T> {
    return this.toArray().values()
  }

  entries(): ArrayIterator<[number, T]> {
    return this.toArray().entries()
  }

  [Symbol.iterator](): ArrayIterator<T> {
    return this.values()
  }

  /** What `JSON.stringify()` writes: an array of the elements of this moment. */
  toJSON(): T[] {
    return this.toArray()
  }
}
