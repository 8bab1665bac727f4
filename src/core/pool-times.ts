/**
 * How long the tasks of a pool wait and run: sums, and how many there were of each length, in a block TIMES_BYTES.
 *
 * Lengths are counted in microseconds, in classes that grow with them: eight to each power of two, so a class says a length
 * within 6 %. All words are counted up by any worker, by atomic steps, and read by anybody at any time: a reader may see
 * a task in one word and not yet in another.
 */
import { add, addFloat, load, loadFloat } from '#atomics'
import { F_STATE, F_VALUE, TIMES_BYTES, TM_BUSY, TM_RUNS, TM_SINCE, TM_WAITS } from './futures-layout.ts'
import { allocateZeroed, free } from './arena.ts'
import { now } from './clock.ts'
import { RUNNING } from './future.ts'
import { f64 } from './memory.ts'

/** Classes of one histogram. */
const CLASSES = 256
const SUB_BITS = 3
const SUBS = 1 << SUB_BITS
/** While a task is not done, the last two words of its value hold when it was submitted, then when it began. */
const SINCE = F_VALUE + 8
const LONGEST_US = 2 ** 32 - 1

/** @throws ThreadError when the arena is full. */
export function makeTimes(): number {
  const times = allocateZeroed(TIMES_BYTES)
  f64[(times + TM_SINCE) >>> 3] = now()
  return times
}

export function freeTimes(times: number): void {
  free(times, TIMES_BYTES)
}

export function noteSubmitted(future: number): void {
  f64[(future + SINCE) >>> 3] = now()
}

export function noteBegun(times: number, future: number): void {
  const at = now()
  count(times + TM_WAITS, at - (f64[(future + SINCE) >>> 3] as number))
  f64[(future + SINCE) >>> 3] = at
}

/** @param beneath - whether it ran inside another task's time. */
export function noteEnded(times: number, future: number, beneath: boolean): void {
  // who says himself what a task that runs comes to, takes these words
  if (load(future + F_STATE) !== RUNNING) return
  const ms = now() - (f64[(future + SINCE) >>> 3] as number)
  count(times + TM_RUNS, ms)
  if (!beneath) addFloat(times + TM_BUSY, ms)
}

/** Milliseconds that workers have spent in tasks that are done. */
export function busyTime(times: number): number {
  return loadFloat(times + TM_BUSY)
}

function count(histogram: number, ms: number): void {
  addFloat(histogram, ms)
  add(histogram + 8 + classOf(Math.min(LONGEST_US, Math.max(0, Math.round(ms * 1000)))) * 4, 1)
}

function classOf(us: number): number {
  if (us < SUBS) return us
  const power = 31 - Math.clz32(us)
  return ((power - SUB_BITS + 1) << SUB_BITS) + ((us >>> (power - SUB_BITS)) & (SUBS - 1))
}

/** The middle of a class in milliseconds. */
function middleOf(index: number): number {
  if (index < SUBS) return index / 1000
  const shift = (index >>> SUB_BITS) - 1
  return ((SUBS + (index & (SUBS - 1)) + 0.5) * 2 ** shift) / 1000
}

/** What a histogram says. */
export interface Times {
  /** How many tasks. */
  readonly count: number
  /** Milliseconds: the mean, and the times that half, 90 % and 99 % of the tasks did not exceed, within 6 %. */
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  /** The longest one, within 6 %. */
  readonly max: number
}

/** @param histogram - address of TM_WAITS or TM_RUNS. */
export function readTimes(histogram: number): Times {
  const counts = Array.from({ length: CLASSES }, (_, n) => load(histogram + 8 + n * 4) >>> 0)
  const total = counts.reduce((sum, one) => sum + one, 0)
  const at = (share: number): number => {
    let left = Math.ceil(total * share)
    for (const [index, one] of counts.entries()) {
      left -= one
      if (left <= 0 && one > 0) return middleOf(index)
    }
    return 0
  }
  return {
    count: total,
    mean: total === 0 ? 0 : loadFloat(histogram) / total,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: at(1),
  }
}
