/** The program terminates the OS thread under one of its threads, while main waits for the thread's result. */
import diagnostics from 'node:diagnostics_channel'
import * as workerThreads from 'node:worker_threads'
import type { Worker } from 'node:worker_threads'
import { activeCount, currentThread, Lock, Thread } from 'nogil'

const workers: Worker[] = []
diagnostics.subscribe('worker_threads', (message) => workers.push((message as { worker: Worker }).worker))

const runs = new Lock()
const held = new Lock()
for (const lock of [runs, held]) lock.acquire()

function waits(): void {
  currentThread().name = String(workerThreads.threadId)
  runs.release()
  // with a timeout: main, which holds it, joins this thread, and that would be a deadlock
  if (held.acquire({ timeout: 60_000 })) held.release()
}

/** Most carriers are made by the supervisor; main makes the first, and only that is in its hands. */
function startOnOwnWorker(others: Thread[]): [Thread, Worker] {
  const thread = new Thread({ target: waits })
  thread.start()
  runs.acquire()
  const worker = workers.find((each) => String(each.threadId) === thread.name)
  if (worker !== undefined) return [thread, worker]
  others.push(thread)
  return startOnOwnWorker(others)
}

const others: Thread[] = []
const before = activeCount()
const [thread, worker] = startOnOwnWorker(others)
// takes effect at once, also while main blocks in result()
void worker.terminate()
try {
  thread.result()
} catch (error) {
  const { name, reason } = error as { name: string; reason?: string }
  console.log(name, reason)
}
console.log('active', activeCount() - others.length - before)
const next = new Thread({ target: () => 'runs' })
next.start()
console.log('next:', next.result())
held.release()
