/** Values of which a half would show: each says a number in several places. */
import type { Lock } from 'nogil'

/** A value that says which number it belongs to, in one of the ways in which values are kept. */
export function valueFor(number: number, way: number, lock: Lock): unknown {
  switch (way) {
    case 0:
      return number
    case 1:
      return `${number},`.repeat(30)
    case 2:
      return `${number}€`.repeat(20)
    case 3:
      return { number, again: [number, number, `${number}`], lock }
    case 4:
      return BigInt(number) << 80n
    default:
      return `${number}`
  }
}

/** The number that a value says, NaN when its parts do not agree. */
export function numberOf(value: unknown, lock: Lock): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value >> 80n)
  if (typeof value === 'string') {
    const number = parseInt(value)
    const wholes = [`${number}`, `${number},`.repeat(30), `${number}€`.repeat(20)]
    return wholes.includes(value) ? number : NaN
  }
  const { number, again, lock: own } = value as { number: number; again: unknown[]; lock: Lock }
  return own === lock && again.join() === `${number},${number},${number}` ? number : NaN
}
