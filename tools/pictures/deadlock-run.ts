/** Two threads take two locks in opposite order; prints the ring that the DeadlockError reports. */
import { Barrier, DeadlockError, Lock, setExcepthook, Thread } from 'nogil'

const locks = { 'Lock A': new Lock(), 'Lock B': new Lock() }
const bothHoldOne = new Barrier(2)
setExcepthook(() => {}) // the report is what result() throws below

function take(first: Lock, second: Lock): void {
  using _ = first.hold()
  bothHoldOne.wait()
  using __ = second.hold()
}

const [a, b] = Object.values(locks)
const threads = [
  new Thread({ target: take, args: [a, b], name: 'Thread 1' }),
  new Thread({ target: take, args: [b, a], name: 'Thread 2' }),
]
for (const thread of threads) thread.start()
for (const thread of threads) {
  try {
    thread.result()
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error
    process.stdout.write(`${JSON.stringify({ ring: error.cycle.map(parsed), thrownIn: thread.name })}\n`)
  }
}

function parsed(line: string): { thread: string; lock: string; holder: string } {
  const [, thread = '', address = '', holder = ''] =
    /^(.*) waits for Lock at (0x\w+), held by (.*)$/.exec(line) ?? []
  const lock = Object.entries(locks).find(([, each]) => String(each).includes(address))?.[0]
  if (lock === undefined) throw new Error(`expected a line of a ring of locks, got: ${line}`)
  return { thread, lock, holder }
}
