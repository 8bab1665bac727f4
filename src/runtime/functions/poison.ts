/**
 * Stand-ins for what a thread does not have: the `this` around an arrow function, a field that could not cross. Often nobody ever
 * touches them (TypeScript hands `this` on to its `__awaiter`), so the start is not refused; whoever does touch them gets the reason.
 */
import { CaptureError } from '../../errors.ts'

const reasons = new WeakMap<object, string>()

/** An object that throws `reason` as a {@link CaptureError} whatever is done with it. */
export function poison(reason: string): Function {
  const refuse = (): never => {
    throw new CaptureError(reason)
  }
  const made = new Proxy(function () {}, {
    get: refuse,
    set: refuse,
    has: refuse,
    deleteProperty: refuse,
    ownKeys: refuse,
    apply: refuse,
    construct: refuse,
    defineProperty: refuse,
    getOwnPropertyDescriptor: refuse,
    getPrototypeOf: refuse,
    setPrototypeOf: refuse,
  })
  reasons.set(made, reason)
  return made
}

/** Why `value` is poison, or undefined when it is not. */
export function poisonReason(value: unknown): string | undefined {
  return (typeof value === 'function' || typeof value === 'object') && value !== null
    ? reasons.get(value)
    : undefined
}

/** A harmless function that is written as poison: the codec refuses proxies before it asks anyone. */
export function poisonToSend(reason: string): Function {
  const marker = (): void => {}
  reasons.set(marker, reason)
  return marker
}

/** The `this` of an arrow function that was sent without the function around it. */
export function outerThis(file: string, line: number): Function {
  return poison(
    `an arrow function (${file}:${line + 1}) uses "this" of the function around it, which is not in this thread; ` +
      'write "const self = this" there and use self',
  )
}
