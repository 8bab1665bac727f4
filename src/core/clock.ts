/**
 * Monotonic milliseconds, the same in every thread of the process (`performance.timeOrigin` is shared), and deadlines.
 * A timeout becomes a deadline once; loops ask for what remains.
 */
export function now(): number {
  return performance.now()
}

/** @param timeoutMs - Milliseconds; `Infinity` never passes. */
export function deadlineAfter(timeoutMs: number): number {
  return timeoutMs === Infinity ? Infinity : now() + timeoutMs
}

/** What is left, at least 0. */
export function remaining(deadlineMs: number): number {
  return deadlineMs === Infinity ? Infinity : Math.max(0, deadlineMs - now())
}
