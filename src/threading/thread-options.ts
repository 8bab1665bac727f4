/** What a `Thread` is made with, and the checks of it. */
import { optionsOf } from '../runtime/known-options.ts'

/** What a thread is to do; see `Thread`. */
export interface ThreadOptions<A extends readonly unknown[], R> {
  /** Called in the new thread with `args`; may be async. Without one, `run()` does nothing. */
  readonly target?: ((...args: A) => R) | null | undefined
  /** Arguments, copied to the thread (shared objects are the same objects there). Default none. */
  readonly args?: A | Iterable<A[number]> | undefined
  /**
   * What the names mean that the target takes from around it. Needed only where nogil can't look for itself (`node
   * --permission`, Bun, code minified into one scope); the error then says so.
   */
  readonly scope?: Readonly<Record<string, unknown>> | undefined
  /** Default `Thread-N`, or `Thread-N (target's name)`. */
  readonly name?: string | undefined
  /** Whether the program may end while this thread runs. Default: as the thread that makes it. */
  readonly daemon?: boolean | undefined
}

const checkOptions = optionsOf<ThreadOptions<[], unknown>>('Thread', {
  target: true,
  args: true,
  scope: true,
  name: true,
  daemon: true,
})

/** @throws TypeError. */
export function checkedOptions<A extends readonly unknown[], R>(
  options: ThreadOptions<A, R>,
): ThreadOptions<A, R> {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `Expected an options object such as { target, args }, got \`${String(options)}\` (${typeof options})`,
    )
  }
  checkOptions(options)
  const { target, args } = options
  if (target !== undefined && target !== null && typeof target !== 'function') {
    throw new TypeError(`Expected \`target\` to be a function, got \`${String(target)}\` (${typeof target})`)
  }
  if (
    args !== undefined &&
    typeof (args as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] !== 'function'
  ) {
    throw new TypeError(
      `Expected \`args\` to be an array, got \`${String(args)}\` (${typeof args}); write args: [value]`,
    )
  }
  checkedDaemon(options.daemon)
  return options
}

/** @throws TypeError. */
export function checkedDaemon(daemon: unknown): boolean | undefined {
  if (daemon === undefined || daemon === null) return undefined
  if (typeof daemon !== 'boolean')
    throw new TypeError(`Expected \`daemon\` to be a boolean, got \`${String(daemon)}\``)
  return daemon
}
