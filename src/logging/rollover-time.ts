/** When a log file that rotates by time is next due: the calendar part, without files. All times in seconds since 1970. */
import { gmtime, localtime } from './strftime.ts'
import type { TimeParts } from './strftime.ts'
import { reprOf } from './value-text.ts'

/** A time of day. */
export interface TimeOfDay {
  /** 0–23. */
  readonly hour: number
  /** 0–59. Default 0. */
  readonly minute?: number
  readonly second?: number
}

export interface RolloverPlan {
  readonly when: string
  /** Seconds between two rotations. */
  readonly interval: number
  readonly utc: boolean
  readonly atTime: TimeOfDay | null
}

const DAY = 86_400

/** Seconds of one unit, and the `strftime` format that names a file of that period. */
export function unitOf(when: string): { seconds: number; suffix: string } {
  switch (when) {
    case 'S':
      return { seconds: 1, suffix: '%Y-%m-%d_%H-%M-%S' }
    case 'M':
      return { seconds: 60, suffix: '%Y-%m-%d_%H-%M' }
    case 'H':
      return { seconds: 3600, suffix: '%Y-%m-%d_%H' }
    case 'D':
    case 'MIDNIGHT':
      return { seconds: DAY, suffix: '%Y-%m-%d' }
    default:
      if (/^W[0-6]$/.test(when)) return { seconds: 7 * DAY, suffix: '%Y-%m-%d' }
      throw new RangeError(`Expected \`when\` to be S, M, H, D, midnight or W0 to W6, got ${reprOf(when)}`)
  }
}

/** The first rotation after `now`. */
export function nextRollover(plan: RolloverPlan, now: number): number {
  if (!isCalendar(plan.when)) return now + plan.interval
  const time = clockOf(plan, now)
  const at = plan.atTime
  const due = at === null ? DAY : (at.hour * 60 + (at.minute ?? 0)) * 60 + (at.second ?? 0)
  let wait = due - ((time.hour * 60 + time.minute) * 60 + time.second)
  let weekday = time.weekday
  if (wait <= 0) {
    wait += DAY
    weekday = (weekday + 1) % 7
  }
  if (plan.when === 'MIDNIGHT') return sameClock(plan, now, now + wait + plan.interval - DAY)
  const days = (Number(plan.when.slice(1)) - weekday + 7) % 7
  // Without a time of day the file ends with its day, at the midnight that follows it.
  return sameClock(plan, now, now + wait + days * DAY + plan.interval - 7 * DAY)
}

/** The rotation after the one at `now`, later than `now`. */
export function rolloverAfter(plan: RolloverPlan, now: number): number {
  let next = nextRollover(plan, now)
  while (next <= now) next += plan.interval
  return next
}

/** Start of the period that ends at `rolloverAt`: it names the file. */
export function periodStart(plan: RolloverPlan, rolloverAt: number): TimeParts {
  const start = rolloverAt - plan.interval
  if (plan.utc) return gmtime(start)
  const shift = localtime(rolloverAt).offset - localtime(start).offset
  return localtime(start + shift * 60)
}

function isCalendar(when: string): boolean {
  return when === 'MIDNIGHT' || when.startsWith('W')
}

function clockOf(plan: RolloverPlan, seconds: number): TimeParts {
  return plan.utc ? gmtime(seconds) : localtime(seconds)
}

/** `then` moved by the hour that summer time puts between it and `now`, so that it is the intended time of day. */
function sameClock(plan: RolloverPlan, now: number, then: number): number {
  if (plan.utc) return then
  return then - (localtime(then).offset - localtime(now).offset) * 60
}
