/** Checks of numbers that are to be stored in a type of a fixed size: nothing is wrapped or rounded silently. */

/** @throws TypeError when the value is no number, RangeError when it is none of the type's. */
export function refuseInteger(value: unknown, type: string, least: number, most: number): never {
  if (typeof value !== 'number') throw new TypeError(`Expected a number for ${type}, got ${describe(value)}`)
  throw new RangeError(`Expected an integer from ${least} to ${most} for ${type}, got ${describe(value)}`)
}

export function refuseBig(value: unknown, type: string, least: bigint, most: bigint): never {
  if (typeof value !== 'bigint') throw new TypeError(`Expected a bigint for ${type}, got ${describe(value)}`)
  throw new RangeError(`Expected a bigint from ${least} to ${most} for ${type}, got ${describe(value)}`)
}

export function refuseFloat(value: unknown, type: string): never {
  throw new TypeError(`Expected a number for ${type}, got ${describe(value)}`)
}

export function refuseBoolean(value: unknown, type: string): never {
  throw new TypeError(`Expected true or false for ${type}, got ${describe(value)}`)
}

function describe(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'bigint') return `${value}n`
  return `${typeof value === 'object' ? Object.prototype.toString.call(value) : String(value)} (${typeof value})`
}
