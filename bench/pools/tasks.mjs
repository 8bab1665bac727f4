/** What the pools' workers run; the same functions for every contestant in JavaScript. */

export function echo(value) {
  return value
}

export function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}

/** Computes for so many milliseconds. @returns the time of its end, on a clock that all threads share. */
export function spin(milliseconds) {
  const end = clock() + milliseconds
  let now = clock()
  while (now < end) now = clock()
  return now
}

/** Milliseconds of the system's monotonic clock. */
export function clock() {
  return Number(process.hrtime.bigint()) / 1e6
}

/** By name, for contestants that look them up. */
export const TASKS = { echo, fib, spin }
