/** Subclasses of Local for the suite, and values that are watched for being collected, in each isolate. */
import { Local } from 'nogil'

interface Attributes {
  x?: unknown
}

/** Adds nothing. */
export class Plain extends Local<Attributes> {}

/** Has fields and a constructor that takes an argument. */
export class Counted extends Local<Attributes> {
  made = 0
  readonly list: number[] = []
  declare x: unknown

  constructor(n: number) {
    super(n)
    this.made += 1
    this.x = `made ${n}`
  }
}

/** Does not hand its argument on. */
export class Forgetful extends Local<Attributes> {
  constructor(n: number) {
    super()
    this.x = n
  }
}

const values: WeakRef<object>[] = []

export function watched<T extends object>(value: T): T {
  values.push(new WeakRef(value))
  return value
}

/** How many were watched in this isolate, and how many of them have not been collected. */
export function countWatched(): [all: number, alive: number] {
  return [values.length, values.filter((ref) => ref.deref() !== undefined).length]
}
