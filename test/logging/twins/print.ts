/** Python's `print` and `repr`, as far as the twin programs use them. */
import { writeSync } from 'node:fs'
import { LogRecord } from 'nogil/logging'

export function print(...values: unknown[]): void {
  writeSync(1, values.map(show).join(' ') + '\n')
}

function show(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === null) return 'None'
  return `${value as string}`
}

export function repr(text: string): string {
  return new LogRecord({ name: '', level: 0, msg: '%r', args: [text] }).getMessage()
}

/** Python's name of an error's class. */
export function pythonName(error: unknown): string {
  const name = error instanceof Error ? error.constructor.name : typeof error
  return name === 'RangeError' || name === 'MissingKey' ? 'ValueError' : name
}
