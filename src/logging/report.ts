/**
 * What logging has to say about itself goes to stderr, in one write, and never fails the program: where even stderr
 * cannot be written to, there is nobody left to tell.
 */
import { writeWhole } from '../runtime/stdio.ts'
import { currentThread } from '../threading/index.ts'

const reported = new Set<string>()

export function writeReport(text: string): void {
  try {
    writeWhole(2, text)
  } catch {
    // stderr is closed or broken; Python gives up here too
  }
}

/** Tells `text` on the first call with this key in this thread. */
export function reportOnce(key: string, text: string): void {
  if (reported.has(key)) return
  reported.add(key)
  writeReport(`nogil/logging in thread ${currentThread().name}: ${text}\n`)
}
