/**
 * How `util.inspect()` and `console.log()` show a shared object: as the object that it is. They look at what a Proxy is made
 * around, not at the Proxy, so this gives that a method of its own.
 */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** What is printed. */
export interface Printed {
  readonly address: number
  /** An ordinary object with the same fields. */
  copy(): object
  toString(): string
}

type Print = (value: unknown, options: object) => string

/** Objects whose copies are being printed, for those that lead to themselves. */
const printing = new Set<number>()

/** @param target - what the Proxy is made around; a class that prints itself is left to do so. */
export function inspectWith<T extends object>(target: T, handler: Printed): T {
  if (!(INSPECT in target))
    Object.defineProperty(target, INSPECT, {
      value: (depth: number, options: object, print: Print) => show(handler, depth, options, print),
      configurable: true,
    })
  return target
}

function show(handler: Printed, depth: number, options: object, print: Print): unknown {
  const { address } = handler
  if (address === 0) return handler.toString()
  if (printing.has(address)) return '[Circular *]'
  const copy = handler.copy()
  printing.add(address)
  try {
    return print(copy, { ...options, depth })
  } finally {
    printing.delete(address)
  }
}
