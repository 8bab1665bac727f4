/** Values as readable text, for messages and reports. */
import { inspect } from 'node:util'
import { withoutOwnEnd } from './stack.ts'

/** One line where it fits: `{ a: 1, b: [ 2 ] }`; nothing is coloured, whatever the terminal. */
export function inspectCompact(value: unknown): string {
  return inspect(value, { breakLength: Infinity, compact: 3, depth: 4, colors: false })
}

/** An error with its stack, its own fields and its causes, as Node shows an uncaught one. */
export function inspectError(error: unknown): string {
  return inspect(error, { colors: false })
}

/** As {@link inspectError}, for the report of an error that nobody caught: stacks end where this library called the program. */
export function inspectUncaught(error: unknown): string {
  const stacks = new Map<Error, string>()
  shortenStacks(error, stacks)
  try {
    return inspectError(error)
  } finally {
    for (const [each, stack] of stacks) Reflect.set(each, 'stack', stack)
  }
}

/** Those of an error and of the errors within it. @param changed - the stacks that they had. */
function shortenStacks(error: unknown, changed: Map<Error, string>): void {
  try {
    if (!(error instanceof Error) || !Object.hasOwn(error, 'stack') || changed.has(error)) return
    const { stack, cause } = error
    if (typeof stack !== 'string') return
    changed.set(error, stack)
    Reflect.set(error, 'stack', withoutOwnEnd(stack))
    shortenStacks(cause, changed)
    const { errors } = error as Partial<AggregateError>
    if (Array.isArray(errors)) for (const each of errors as unknown[]) shortenStacks(each, changed)
  } catch {
    // a getter of the program's: its errors are shown as they are
  }
}
