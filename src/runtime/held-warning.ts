/** What is said at once of a thread that has died: whoever gets such a lock next may not ask. */
import { isExiting } from './inspector-gate.ts'
import { nameOf } from './thread-block.ts'

/** @param locks - how many it held. @returns '' when there is nothing to say. */
export function heldWarning(thread: number, locks: number): string {
  // daemon threads end with the program, whatever they hold
  if (locks === 0 || isExiting()) return ''
  const them = locks === 1 ? 'a lock: it is' : `${locks} locks: they are`
  return `Warning: ${nameOf(thread)} died holding ${them} free now, and what was guarded may be half written\n`
}
