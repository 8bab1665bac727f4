/** One thread that waits for a notify. steps: word 0 counts those that sleep, word 4 those that have been notified. */
import { parentPort, workerData } from 'node:worker_threads'
import { appear, loadCore } from './shared-words.ts'

const { parts, ident, lock, condition, steps } = workerData as Record<
  'ident' | 'lock' | 'condition' | 'steps',
  number
> & { readonly parts: never }
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
const thread = appear(core, ident)
// with a deadline the thread sleeps in one go; without, it looks around now and then
const deadlineMs = performance.now() + 30_000
core.mutex.acquire(lock, ident, Infinity)
const notified = core.condition.waitForNotify(condition, thread, ident, deadlineMs, () => {
  core.mutex.release(lock)
  core.atomics.add(steps, 1)
  return () => void core.mutex.acquire(lock, ident, Infinity)
})
core.mutex.release(lock)
core.atomics.add(steps + 4, 1)
parentPort?.postMessage(notified)
