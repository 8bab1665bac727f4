/**
 * Loses an update on purpose and prints each step, in the order in which the steps were done. A lock around each step
 * gives them an order; the update as a whole has none, so it goes wrong.
 */
import { Barrier, Lock, SharedList, Thread, Value } from 'nogil'

const step = new Lock()
const stored = new Value('int32', 0)
const bothHaveRead = new Barrier(2)
const steps = new SharedList<{ thread: string; does: string; number: number; stored: number }>()

function update(thread: string): void {
  let copy = 0
  const note = (does: string): number => steps.push({ thread, does, number: copy, stored: stored.value })
  {
    using _ = step.hold()
    copy = stored.value
    note('reads')
  }
  bothHaveRead.wait()
  {
    using _ = step.hold()
    copy += 1
    note('computes')
  }
  bothHaveRead.wait()
  {
    using _ = step.hold()
    stored.value = copy
    note('writes')
  }
}

const threads = ['Thread 1', 'Thread 2'].map((name) => new Thread({ target: update, args: [name] }))
for (const thread of threads) thread.start()
for (const thread of threads) thread.result()
process.stdout.write(`${JSON.stringify({ steps: steps.toArray() })}\n`)
