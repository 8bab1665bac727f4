/** The option of `queue.shutdown()`, and its check. */
import { optionsOf } from '../runtime/known-options.ts'

/** Option of {@link Queue.shutdown}. */
export interface ShutdownOptions {
  /** Whether what is in the queue is thrown away. Default false: it can still be got. */
  readonly immediate?: boolean | undefined
}

const checkOptions = optionsOf<ShutdownOptions>('queue.shutdown()', { immediate: true })

/** @throws TypeError for wrong options. */
export function isImmediate(options: ShutdownOptions | undefined): boolean {
  if (options === undefined) return false
  const isObject = typeof options === 'object' && options !== null
  if (isObject) checkOptions(options)
  const immediate: unknown = isObject ? (options.immediate ?? false) : options
  if (typeof immediate === 'boolean' && isObject) return immediate
  throw new TypeError(
    `Expected options such as { immediate: true }, got \`${String(immediate)}\` (${typeof immediate})`,
  )
}
