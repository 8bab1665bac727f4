/** What a list of samples is summed up to. */

export interface Summary {
  readonly p50: number
  readonly min: number
  readonly p99: number
  readonly samples: number
}

/** @throws RangeError when there is nothing to sum up, or a sample is not a number. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN
  const summary = { p50: short(at(0.5)), min: short(at(0)), p99: short(at(0.99)), samples: sorted.length }
  if (!Number.isFinite(summary.p50 + summary.min + summary.p99)) {
    throw new RangeError(
      `expected numbers to sum up, got ${sorted.length} samples from ${sorted[0]} to ${sorted.at(-1)}`,
    )
  }
  return summary
}

/** Four significant digits: more would be noise. */
function short(value: number): number {
  return Number(value.toPrecision(4))
}
