/**
 * What the last argument of a logging call means.
 *
 * Python has keyword arguments for this; here they are an object at the end: `error('x %s', a, { excInfo: err })`.
 * Two questions keep it from being taken for a value, or a value for it:
 * - It is options only if it is a plain object, not empty, all of whose keys are options.
 * - A value that the message asks for is never taken away from it: `info('got %s', { extra: 1 })` shows the object.
 *   (A number is asked for by `%d` and the like, which an object cannot be; so in `info('100% done', { extra })`, where
 *   `% d` looks like a conversion, it is options.)
 * Likewise an Error that the message has no place for is the error to show: `error('failed:', err)` logs the stack.
 */
import { parsePercent } from './percent-parse.ts'
import type { PercentFormat } from './percent-parse.ts'

/** What a logging call can be told besides message and arguments. */
export interface LogOptions {
  /** What was thrown: shown with stack and causes below the message. `true`, `false`, `null` show nothing. */
  readonly excInfo?: unknown
  /** Show where the call came from, as a stack. Default `false`. */
  readonly stackInfo?: boolean | undefined
  /** Which caller is named as the place of the record; 1 (the default) is the one that logged. */
  readonly stackLevel?: number | undefined
  /** Further fields of the record, for formats (`%(user)s`) and filters. */
  readonly extra?: Readonly<Record<string, unknown>> | null | undefined
}

export interface LogCall {
  readonly args: readonly unknown[]
  readonly options: LogOptions | null
}

const KEYS: ReadonlySet<string> = new Set(['excInfo', 'stackInfo', 'stackLevel', 'extra'])

/** Separates the arguments of `debug()` … `critical()` and `log()` from the options. */
export function splitCall(msg: unknown, args: readonly unknown[]): LogCall {
  const last = args[args.length - 1]
  if (typeof last !== 'object' || last === null) return { args, options: null }
  const isError = last instanceof Error
  if ((!isError && !isOptions(last)) || isAskedFor(msg, last, args.length)) return { args, options: null }
  return { args: args.slice(0, -1), options: isError ? { excInfo: last } : last }
}

/**
 * The same for `exception()`, whose last argument is the error: what the message has no place for, whatever it is, or
 * else an Error that is shown in the message too, or is the message.
 */
export function splitException(msg: unknown, args: readonly unknown[]): LogCall {
  const call = splitCall(msg, args)
  if (call.options !== null && 'excInfo' in call.options) return call
  const last = call.args[call.args.length - 1]
  if (call.args.length !== 0 && !isAskedFor(msg, last, call.args.length)) {
    return { args: call.args.slice(0, -1), options: { ...call.options, excInfo: last } }
  }
  const shown = last instanceof Error ? last : msg
  return shown instanceof Error ? { args: call.args, options: { ...call.options, excInfo: shown } } : call
}

function isOptions(value: object): value is LogOptions {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  const keys = Object.keys(value)
  return keys.length !== 0 && keys.every((key) => KEYS.has(key))
}

/** Whether the message has a place for `last`, the last of `count` arguments. */
function isAskedFor(msg: unknown, last: unknown, count: number): boolean {
  if (typeof msg !== 'string') return false
  const format = parsePercent(msg)
  if (format.taken < count) return false
  if (typeof last !== 'object' || last === null) return true
  return format.hasKeys ? count === 1 : takesObject(format, count - 1)
}

/** Whether the conversion that gets argument `index` shows objects. */
function takesObject(format: PercentFormat, index: number): boolean {
  let next = 0
  for (const piece of format.pieces) {
    if (typeof piece === 'string' || 'broken' in piece) continue
    next += Number(piece.width === '*') + Number(piece.precision === '*')
    if (next >= index) return next === index && 'sra'.includes(piece.type)
    next++
  }
  return false
}
