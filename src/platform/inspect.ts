/** Values as readable text, for messages and reports. */
import { inspect } from 'node:util'

/** One line where it fits: `{ a: 1, b: [ 2 ] }`; nothing is coloured, whatever the terminal. */
export function inspectCompact(value: unknown): string {
  return inspect(value, { breakLength: Infinity, compact: 3, depth: 4, colors: false })
}

/** An error with its stack, its own fields and its causes, as Node shows an uncaught one. */
export function inspectError(error: unknown): string {
  return inspect(error, { colors: false })
}
