/**
 * The digits of a number ≥ 0 as C and Python print them: `%f`, `%e` and `%g` without sign and padding.
 *
 * JavaScript's toFixed and toExponential start from the exact binary value too, but round a tie up where Python rounds
 * it to the even digit (`'%.0f' % 2.5` is `2`), stop at 100 digits, and toFixed gives up at 1e21. Those cases take the
 * exact road in BigInt; all others stay native.
 */

/** Digits as `%.{precision}f` prints them. */
export function fixedDigits(value: number, precision: number): string {
  if (precision <= 100 && value < 1e21 && !isFixedTie(value, precision)) return value.toFixed(precision)
  return placePoint(scaledToInteger(value, precision), precision)
}

/** Digits as `%.{precision}e` prints them; the exponent has at least two digits. */
export function exponentDigits(value: number, precision: number): string {
  const { digits, exponent } = scientific(value, precision)
  const mantissa = precision === 0 ? digits : `${digits[0]}.${digits.slice(1)}`
  const size = String(Math.abs(exponent)).padStart(2, '0')
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`
}

/** Digits as `%.{precision}g` prints them; `alternate` keeps the trailing zeros. */
export function generalDigits(value: number, precision: number, alternate: boolean): string {
  const significant = precision === 0 ? 1 : precision
  const { exponent } = scientific(value, significant - 1)
  if (exponent < -4 || exponent >= significant) {
    const [mantissa = '', power = ''] = exponentDigits(value, significant - 1).split('e')
    const shown = alternate && !mantissa.includes('.') ? `${mantissa}.` : mantissa
    return `${alternate ? shown : withoutZeros(mantissa)}e${power}`
  }
  const digits = fixedDigits(value, significant - 1 - exponent)
  if (alternate) return digits.includes('.') ? digits : `${digits}.`
  return withoutZeros(digits)
}

function withoutZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
}

/** `value` × 10^precision ends in exactly .5: true just when it is an odd multiple of 2^-(precision + 1). */
function isFixedTie(value: number, precision: number): boolean {
  const halves = value * 2 ** (precision + 1)
  return halves < 2 ** 53 && halves % 2 === 1
}

/** The first `precision + 1` significant digits, rounded, and the power of ten of the first. */
function scientific(value: number, precision: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(precision + 1), exponent: 0 }
  if (precision <= 80) {
    const rest = manyDigits(value).slice(2 + precision, 102)
    if (!/^50*$/.test(rest)) {
      const [mantissa = '', power = '0'] = value.toExponential(precision).split('e')
      return { digits: mantissa.replace('.', ''), exponent: Number(power) }
    }
  }
  const exponent = Number(manyDigits(value).split('e')[1])
  const digits = scaledToInteger(value, precision - exponent).toString()
  // 9.99 rounded to 10.0: one digit more, the exponent one higher
  return digits.length > precision + 1
    ? { digits: digits.slice(0, -1), exponent: exponent + 1 }
    : { digits, exponent }
}

/** The first 101 significant digits: enough to see that a value is a tie, or that its shortest form is rounded up. */
function manyDigits(value: number): string {
  // oxlint-disable-next-line oxc/number-arg-out-of-range -- up to 100 since ES2018
  return value.toExponential(100)
}

const words = new DataView(new ArrayBuffer(8))

/** round-half-even(value × 10^places), exactly. `places` may be negative. */
function scaledToInteger(value: number, places: number): bigint {
  words.setFloat64(0, value)
  const bits = words.getBigUint64(0)
  const biased = Number(bits >> 52n)
  const mantissa = (bits & 0xfffffffffffffn) | (biased === 0 ? 0n : 0x10000000000000n)
  const shift = Math.max(biased, 1) - 1075
  const numerator =
    mantissa * (places > 0 ? 10n ** BigInt(places) : 1n) * (shift > 0 ? 1n << BigInt(shift) : 1n)
  const denominator = (places < 0 ? 10n ** BigInt(-places) : 1n) * (shift < 0 ? 1n << BigInt(-shift) : 1n)
  const quotient = numerator / denominator
  const twice = (numerator % denominator) * 2n
  const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n)
  return up ? quotient + 1n : quotient
}

function placePoint(scaled: bigint, precision: number): string {
  if (precision === 0) return scaled.toString()
  const digits = scaled.toString().padStart(precision + 1, '0')
  return `${digits.slice(0, -precision)}.${digits.slice(-precision)}`
}
