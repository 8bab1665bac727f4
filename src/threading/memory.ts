/** `memory()`: what is in the memory that threads share. */
import { collectGarbage } from '../platform/garbage.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import { collectCycles } from '../runtime/collect.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { makeReport, memoryText } from '../runtime/memory-report.ts'
import type { MemoryReport as Facts } from '../runtime/memory-report.ts'

/** What {@link memory} says of the memory that threads share; printed as a few lines. Sizes are in bytes. */
export interface MemoryReport extends Facts {
  toString(): string
}

/** Options of {@link memory}. */
export interface MemoryOptions {
  /** Whether shared objects are freed first that only refer to each other. Default false. */
  readonly collect?: boolean | undefined
}

const checkOptions = optionsOf<MemoryOptions>('memory()', { collect: true })

/**
 * What is in the memory that threads share: how large it is, what objects there are, which threads have handles.
 *
 * A shared object is freed when no thread has a handle of it, no message carries one, and no shared object refers to it.
 * Objects that refer to each other in a circle (a list that is in itself) are not freed by that rule: `collect` finds
 * and frees them, and does so safely while other threads go on. A handle that a thread has dropped counts until its
 * garbage was collected and its event loop has turned; `collect` collects this thread's garbage as well, so that what it
 * has dropped is given back in the next turn of its event loop.
 *
 * Takes as long as there are objects; other threads can make and free none while they are counted.
 *
 * @throws TypeError for other options.
 * @example
 * const list = new SharedList<unknown>()
 * list.push(list)
 * list[Symbol.dispose]()
 * console.log(memory({ collect: true }).collected) // 1
 *
 * @see Python `gc.collect()`, `gc.get_objects()`, `tracemalloc`.
 */
export function memory(options: MemoryOptions = {}): MemoryReport {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`Expected an options object such as { collect: true }, got \`${String(options)}\``)
  checkOptions(options)
  const { collect = false } = options
  if (typeof collect !== 'boolean')
    throw new TypeError(`Expected \`collect\` to be true or false, got \`${String(collect)}\``)
  ensureArena()
  if (!collect) return printable(makeReport(undefined))
  const collected = collectCycles()
  collectGarbage()
  return printable(makeReport(collected))
}

/** The report with its text, which is no property of the data. */
function printable(facts: Facts): MemoryReport {
  const text = (): string => memoryText(facts)
  Object.defineProperty(facts, 'toString', { value: text })
  Object.defineProperty(facts, Symbol.for('nodejs.util.inspect.custom'), { value: text })
  return facts
}
