/** The stacks of threads as the supervisor asks for them: one look at a time, and none while the process exits. */
import { stacksOfThreads } from '../../platform/thread-stacks.ts'
import type { StackAnswer } from '../../platform/thread-stacks.ts'
import { enterGate, leaveGate } from '../inspector-gate.ts'

/** By Node's number of the worker; 0 is the main thread of the process. */
export type Stacks = ReadonlyMap<number, StackAnswer>

const EXITING: StackAnswer = { missing: 'the process is exiting' }

let turn: Promise<unknown> = Promise.resolve()

/** In the supervisor only. Never rejects. */
export function askStacks(workers: readonly number[]): Promise<Stacks> {
  const mine = turn.then(() => look(workers))
  turn = mine
  return mine
}

async function look(workers: readonly number[]): Promise<Stacks> {
  if (!enterGate()) return new Map(workers.map((worker) => [worker, EXITING]))
  try {
    return await stacksOfThreads(workers)
  } finally {
    leaveGate()
  }
}
