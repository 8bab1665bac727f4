/** A format names a value that is not there: Python's KeyError. */
import { reprOf } from './value-text.ts'

export class MissingKey extends RangeError {
  override readonly name = 'RangeError'
  readonly key: string

  constructor(message: string, key: string) {
    super(message)
    this.key = key
  }
}

export function quotedKey(key: string): string {
  return reprOf(key)
}
