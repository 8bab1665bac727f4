/**
 * Dates as text: C's `strftime` in the C locale, which is what Python's `time.strftime` gives.
 *
 * (The `strftime` package differs where it matters here: `%j` is off by one, `%c` and `%X` are American, and `%G %g %V`
 * are missing.) The flags of glibc work: `%-d` no padding, `%_d` spaces, `%0e` zeros, `%^a` upper case. Unknown
 * directives stay as they are, as glibc leaves them.
 */

/** A date taken apart, as Python's `time.struct_time`. */
export interface TimeParts {
  readonly year: number
  /** 1–12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Monday is 0. */
  readonly weekday: number
  /** 1–366. */
  readonly yearday: number
  /** Minutes east of Greenwich. */
  readonly offset: number
  /** Abbreviation of the zone; `null` for where the program runs, looked up when it is shown (it is slow). */
  readonly zone: string | null
  /** Seconds since 1970. */
  readonly seconds: number
}

/** Takes a time apart where the program runs; `TZ` decides where that is. */
export function localtime(seconds: number): TimeParts {
  const date = new Date(seconds * 1000)
  const offset = -date.getTimezoneOffset()
  const parts = gmtime(seconds + offset * 60)
  return { ...parts, offset, zone: null, seconds }
}

/** Takes a time apart in Greenwich; give it to a Formatter as `converter` for times in UTC. */
export function gmtime(seconds: number): TimeParts {
  const date = new Date(seconds * 1000)
  const year = date.getUTCFullYear()
  const midnight = Date.UTC(year, date.getUTCMonth(), date.getUTCDate())
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: (date.getUTCDay() + 6) % 7,
    yearday: Math.round((midnight - Date.UTC(year, 0, 1)) / 86_400_000) + 1,
    offset: 0,
    zone: 'GMT',
    seconds,
  }
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

const DIRECTIVE = /%([-_0^#]*)(\d*)[EO]?([a-zA-Z%+])/g

/** `format` with its `%` directives replaced by parts of `time`. */
export function strftime(format: string, time: TimeParts): string {
  return format.replace(DIRECTIVE, (all: string, flags: string, width: string, letter: string) => {
    const value = directive(letter, time)
    if (value === undefined) return all
    if (typeof value === 'string') {
      const text = flags.includes('^') ? value.toUpperCase() : value
      return text.padStart(Number(width), flags.includes('0') ? '0' : ' ')
    }
    const [number, digits, fill] = value
    if (flags.includes('-')) return String(number)
    const padding = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : fill
    return String(number).padStart(width === '' ? digits : Number(width), padding)
  })
}

/** Text, or a number with its usual width and filling; `undefined` for letters that mean nothing. */
function directive(letter: string, time: TimeParts): string | readonly [number, number, string] | undefined {
  const { year, month, day, hour, minute, second, weekday, yearday } = time
  switch (letter) {
    case 'a':
      return (DAYS[weekday] ?? '').slice(0, 3)
    case 'A':
      return DAYS[weekday]
    case 'b':
    case 'h':
      return (MONTHS[month - 1] ?? '').slice(0, 3)
    case 'B':
      return MONTHS[month - 1]
    case 'c':
      return strftime('%a %b %e %H:%M:%S %Y', time)
    case 'C':
      return [Math.floor(year / 100), 2, '0']
    case 'd':
      return [day, 2, '0']
    case 'D':
    case 'x':
      return strftime('%m/%d/%y', time)
    case 'e':
      return [day, 2, ' ']
    case 'F':
      return strftime('%Y-%m-%d', time)
    case 'g':
      return [isoWeek(time).year % 100, 2, '0']
    case 'G':
      return [isoWeek(time).year, 1, '0']
    case 'H':
      return [hour, 2, '0']
    case 'I':
      return [((hour + 11) % 12) + 1, 2, '0']
    case 'j':
      return [yearday, 3, '0']
    case 'k':
      return [hour, 2, ' ']
    case 'l':
      return [((hour + 11) % 12) + 1, 2, ' ']
    case 'm':
      return [month, 2, '0']
    case 'M':
      return [minute, 2, '0']
    case 'n':
      return '\n'
    case 'p':
      return hour < 12 ? 'AM' : 'PM'
    case 'P':
      return hour < 12 ? 'am' : 'pm'
    case 'r':
      return strftime('%I:%M:%S %p', time)
    case 'R':
      return strftime('%H:%M', time)
    case 's':
      return [Math.floor(time.seconds), 1, '0']
    case 'S':
      return [second, 2, '0']
    case 't':
      return '\t'
    case 'T':
    case 'X':
      return strftime('%H:%M:%S', time)
    case 'u':
      return [weekday + 1, 1, '0']
    case 'U':
      return [Math.floor((yearday + 6 - ((weekday + 1) % 7)) / 7), 2, '0']
    case 'V':
      return [isoWeek(time).week, 2, '0']
    case 'w':
      return [(weekday + 1) % 7, 1, '0']
    case 'W':
      return [Math.floor((yearday + 6 - weekday) / 7), 2, '0']
    case 'y':
      return [year % 100, 2, '0']
    case 'Y':
      return [year, 1, '0']
    case 'z':
      return offsetText(time.offset)
    case 'Z':
      return time.zone ?? zoneOf(new Date(time.seconds * 1000))
    case '%':
      return '%'
    default:
      return undefined
  }
}

/** ISO 8601: a week belongs to the year that has its Thursday. */
function isoWeek(time: TimeParts): { year: number; week: number } {
  const week = Math.floor((time.yearday - time.weekday + 9) / 7)
  if (week === 0) {
    const december = gmtime(Date.UTC(time.year - 1, 11, 31) / 1000)
    return { year: time.year - 1, week: isoWeek(december).week }
  }
  if (week === 53 && gmtime(Date.UTC(time.year + 1, 0, 1) / 1000).weekday <= 3) {
    return { year: time.year + 1, week: 1 }
  }
  return { year: time.year, week }
}

function offsetText(offset: number): string {
  const size = Math.abs(offset)
  const digits = (part: number): string => String(Math.floor(part)).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${digits(size / 60)}${digits(size % 60)}`
}

/** The short name of the zone as the system writes it; where ICU knows none it says `GMT+2`, which is true too. */
function zoneOf(date: Date): string {
  const short = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date)
  return short.find((part) => part.type === 'timeZoneName')?.value ?? ''
}
