/** The methods of an Array that only read: each looks at a copy of one moment. The base of `SharedList`. */

/** What all of these methods give their function: the element, its index, and a copy of the list. */
export type Visit<T, R> = (value: T, index: number, all: readonly T[]) => R

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
  lastIndexOf(value: T): number {
    return this.toArray().lastIndexOf(value)
  }

  find(test: Visit<T, unknown>): T | undefined {
    return this.toArray().find(test)
  }

  findIndex(test: Visit<T, unknown>): number {
    return this.toArray().findIndex(test)
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

  reduce<R>(step: (sum: R, value: T, index: number, all: readonly T[]) => R, initial: R): R {
    return this.toArray().reduce(step, initial)
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
}
