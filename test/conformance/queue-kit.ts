/** The real queues and Thread as the queue suites see them. */
import { Thread } from 'nogil'
import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from 'nogil/queue'
import { asyncQueueCases } from './queue-async.suite.ts'
import { queueCases } from './queue.suite.ts'
import type { QueueKit } from './queue.suite.ts'
import { simpleQueueCases } from './simple-queue.suite.ts'

const makeThread = (target: () => unknown): Thread => new Thread({ target })

const kitOf = (kind: typeof Queue): QueueKit => ({
  makeQueue: (...args) => Reflect.construct(kind, args) as Queue<number>,
  makeThread,
  lifo: kind === LifoQueue,
  sorted: kind === PriorityQueue,
})

const cases = { ...queueCases, ...asyncQueueCases }
const runs = new Map<string, () => void | Promise<void>>()
for (const kind of [Queue, LifoQueue, PriorityQueue]) {
  for (const [title, run] of Object.entries(cases)) runs.set(`${kind.name}: ${title}`, () => run(kitOf(kind)))
}
for (const [title, run] of Object.entries(simpleQueueCases)) {
  const makeQueue = (...args: unknown[]): SimpleQueue => Reflect.construct(SimpleQueue, args) as SimpleQueue
  runs.set(`SimpleQueue: ${title}`, () => run({ makeQueue, makeThread }))
}

export const queueTitles: readonly string[] = [...runs.keys()]

/** Runs the case with this title in the calling thread. */
export function runQueueCase(title: string): void | Promise<void> {
  const run = runs.get(title)
  if (run === undefined) throw new RangeError(`no case called ${title}`)
  return run()
}
