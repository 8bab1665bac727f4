/** One dump: the facts in shared memory and the stacks together, as a report. */
import { load } from '#atomics'
import { ALLOCATOR_LOCK, OBJECTS_LOCK, REGISTRY_LOCK, SITES_LOCK } from '../../core/layout.ts'
import { processNumber, nodeVersion, wallClock } from '../../platform/process-facts.ts'
import { programStack } from '../../platform/stack.ts'
import type { StackAnswer } from '../../platform/thread-stacks.ts'
import { STATE_DONE, STATE_RUNNING } from '../thread-block.ts'
import { stuckThreads, takeSnapshot } from '../waits-for.ts'
import { circlesOf } from './circles.ts'
import { factsOf, lookAtThreads, releaseThreads, stillThere } from './facts.ts'
import type { LiveThread, ThreadFacts } from './facts.ts'
import type { ProcessReport, ThreadReport, ThreadState } from './report.ts'
import { askStacks } from './stacks.ts'

const NO_WORKER: StackAnswer = { missing: 'it has no carrier yet' }
const MOVED_ON: StackAnswer = { missing: 'it has ended meanwhile' }
/** What is read below is guarded by these; one whose holder has just died is freed in the supervisor's next turns. */
const GUARDS = [REGISTRY_LOCK, OBJECTS_LOCK, SITES_LOCK, ALLOCATOR_LOCK]
const GUARD_TURNS = 50
const TURN_MS = 2

/**
 * For the supervisor: never blocks for long.
 * @param request - of the asking thread, 0 for none.
 */
export async function collectReport(request: number): Promise<ProcessReport> {
  await guardsFree()
  const threads = lookAtThreads()
  try {
    const stacks = await askStacks(threads.flatMap(({ worker }) => worker ?? []))
    await guardsFree()
    return reportOf(threads, request, (thread) => {
      if (thread.worker === undefined) return NO_WORKER
      return stillThere(thread) ? (stacks.get(thread.worker) ?? NO_WORKER) : MOVED_ON
    })
  } finally {
    releaseThreads(threads)
  }
}

/** The facts alone, at once, for any thread that must do without the supervisor. */
export function reportWithout(stackOf: (thread: LiveThread) => StackAnswer): ProcessReport {
  const threads = lookAtThreads()
  try {
    return reportOf(threads, 0, stackOf)
  } finally {
    releaseThreads(threads)
  }
}

function reportOf(
  threads: readonly LiveThread[],
  request: number,
  stackOf: (thread: LiveThread) => StackAnswer,
): ProcessReport {
  const facts = factsOf(threads, request)
  const stuck = stuckThreads(takeSnapshot())
  // The same wait before the look at the stacks and after it (double collect): what was read existed at one instant.
  const isStuck = ({ thread, wait }: ThreadFacts): boolean =>
    wait !== undefined && stuck.get(thread.ident)?.seq === thread.waitSeq
  return {
    pid: processNumber(),
    time: wallClock(),
    node: nodeVersion(),
    threads: facts.map((fact) => threadReport(fact, stackOf(fact.thread), isStuck(fact))),
    circles: circlesOf(facts, isStuck),
  }
}

function threadReport(facts: ThreadFacts, answer: StackAnswer, deadlocked: boolean): ThreadReport {
  const { name, nativeId, daemon, wait, holds, awaits } = facts
  const stack = 'stack' in answer ? programStack(answer.stack) : undefined
  return {
    name,
    ident: facts.thread.ident,
    nativeId,
    daemon,
    state: stateOf(facts, stack?.idle),
    waitsFor: wait?.what,
    waitingMs: wait?.ms,
    timed: wait?.timed === true,
    deadlocked,
    holds,
    awaits,
    tasks: facts.tasks,
    stack: stack?.frames ?? [],
    stackMissing: 'missing' in answer ? answer.missing : undefined,
  }
}

/** @param idle - undefined where there is no stack. */
function stateOf({ state, wait }: ThreadFacts, idle: boolean | undefined): ThreadState {
  if (state < STATE_RUNNING) return 'starting'
  if (wait !== undefined) return wait.what === undefined ? 'sleeping' : 'waiting'
  // main's exit handlers run after its end
  if (state === STATE_DONE) return idle === false ? 'running' : 'ended'
  return idle === true ? 'idle' : 'running'
}

async function guardsFree(): Promise<void> {
  for (let turn = 0; turn < GUARD_TURNS && GUARDS.some((guard) => load(guard) !== 0); turn++) {
    await new Promise((resolve) => setTimeout(resolve, TURN_MS))
  }
}
