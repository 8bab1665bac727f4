/** One thread of the stress of events, semaphores and barriers on a bare arena; the role says what it does. */
import { parentPort, workerData } from 'node:worker_threads'
import { integer, randomFrom } from '../support/seed.ts'
import { appear, loadCore } from './shared-words.ts'
import { barrierMutants, eventMutants, semaphoreMutants } from './signal-mutants.ts'
import type { BarrierUnderTest, EventUnderTest, SemaphoreUnderTest } from './signal-mutants.ts'

export interface SignalInput {
  readonly parts: never
  readonly role: keyof typeof roles
  /** The object, a second one of the kind, and words for counting. */
  readonly object: number
  readonly second: number
  readonly counts: number
  readonly seed: number
  readonly rounds: number
  readonly mutant: string | undefined
}

const input = workerData as SignalInput & { readonly ident: number }
const { ident, object, second, counts, rounds, mutant = '' } = input
const core = await loadCore()
core.memory.attach(input.parts)
core.atomics.chooseEngine()
const block = appear(core, ident)
/** A wait of this length has lost its wake-up. */
const LOST_MS = mutant === '' ? 6000 : 700
const random = randomFrom(input.seed + ident)
const event: EventUnderTest = eventMutants[mutant]?.(core) ?? core.event
const semaphore: SemaphoreUnderTest = semaphoreMutants[mutant]?.(core) ?? core.semaphore
const barrier: BarrierUnderTest = barrierMutants[mutant]?.(core) ?? core.barrier
/** Whether the wait ended because of a wake-up: one that nobody woke finds out at its deadline. */
function woken(wait: (deadlineMs: number) => boolean): boolean {
  const deadline = performance.now() + LOST_MS
  return wait(deadline) && performance.now() < deadline
}

const roles = {
  /** Waits once. */
  waiter: () => (woken((deadline) => event.waitForSet(object, deadline)) ? [] : ['the set was missed']),

  /** Takes one permit. */
  taker: () => (woken((deadline) => semaphore.take(object, deadline)) ? [] : ['no permit']),

  /** Two of these hand each other events: who waits for `object` sets `second`. */
  pingPong() {
    const [mine, theirs] = ident % 2 === 0 ? [object, second] : [second, object]
    for (let round = 0; round < rounds; round++) {
      if (ident % 2 === 0) event.set(theirs, ident)
      if (!woken((deadline) => event.waitForSet(mine, deadline))) return [`no wake-up in round ${round}`]
      event.clear(mine)
      if (ident % 2 !== 0) event.set(theirs, ident)
    }
    return []
  },

  /** Two of these hand each other permits. */
  handOver() {
    const [mine, theirs] = ident % 2 === 0 ? [object, second] : [second, object]
    const { MOST_PERMITS } = core.semaphore
    for (let round = 0; round < rounds; round++) {
      if (ident % 2 === 0) semaphore.give(theirs, 1, MOST_PERMITS, ident)
      if (!woken((deadline) => semaphore.take(mine, deadline))) return [`no wake-up in round ${round}`]
      if (ident % 2 !== 0) semaphore.give(theirs, 1, MOST_PERMITS, ident)
    }
    return []
  },

  /** Takes and gives permits, waiting for long, shortly, or not at all; `counts` is how many are inside. */
  permits() {
    const faults: string[] = []
    const most = core.atomics.load(counts + 4)
    for (let round = 0; round < rounds && faults.length === 0; round++) {
      const kind = integer(random, 0, 10)
      const limit = kind < 4 ? random() * 0.2 : LOST_MS
      const wanted = kind === 9 ? 2 : 1
      let got = 0
      // who wants two of them takes both or none: two threads with one each would wait for each other
      if (kind === 0) got = semaphore.tryTake(object) ? 1 : 0
      else if (semaphore.take(object, performance.now() + limit)) got = 1
      if (got === 0 && limit === LOST_MS && kind !== 0) faults.push('a wake-up lost')
      if (got === 1 && wanted === 2 && semaphore.tryTake(object)) got = 2
      if (got === 0) continue
      if (core.atomics.add(counts, got) + got > most) faults.push('more inside than permits')
      for (let spin = integer(random, 0, 60); spin > 0; spin--) Math.sqrt(spin)
      core.atomics.add(counts, -got)
      semaphore.give(object, got, core.semaphore.MOST_PERMITS, ident)
    }
    return faults
  },

  /** Passes the barrier in step with the others: `counts` is how many have come in all. */
  steps() {
    const parties = core.atomics.load(object + core.layout.B_PARTIES)
    for (let round = 0; round < rounds; round++) {
      if (integer(random, 0, 4) === 0)
        for (let spin = integer(random, 0, 3000); spin > 0; spin--) Math.sqrt(spin)
      core.atomics.add(counts, 1)
      const code = barrier.arrive(object, block, ident, LOST_MS)
      if (code < core.barrier.RELEASED) return [`broken in round ${round}: ${code}`]
      if (core.atomics.load(counts) < (round + 1) * parties) return [`too early in round ${round}`]
      core.atomics.add(second + ((code - core.barrier.RELEASED) % parties) * 4, 1)
    }
    return []
  },
}

parentPort?.postMessage(roles[input.role]())
