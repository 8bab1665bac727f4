/** The options of `pool.shutdown()`, and their check. */
import { optionsOf } from '../runtime/known-options.ts'

/** Options of {@link Executor.shutdown}. */
export interface ShutdownOptions {
  /** Whether to wait until all tasks are done and the workers have ended. Default true. */
  readonly wait?: boolean | undefined
  /** Whether tasks that have not begun are cancelled. Default false. */
  readonly cancelFutures?: boolean | undefined
}

const checkOptions = optionsOf<ShutdownOptions>('pool.shutdown()', { wait: true, cancelFutures: true })

/** @throws TypeError for wrong options. */
export function checkedShutdown(options: ShutdownOptions): {
  readonly wait: boolean
  readonly cancelFutures: boolean
} {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`Expected an options object such as { wait: false }, got \`${String(options)}\``)
  checkOptions(options)
  const { wait = true, cancelFutures = false } = options
  return { wait: checkedBoolean('wait', wait), cancelFutures: checkedBoolean('cancelFutures', cancelFutures) }
}

function checkedBoolean(option: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new TypeError(`Expected \`${option}\` to be a boolean, got \`${String(value)}\` (${typeof value})`)
}
