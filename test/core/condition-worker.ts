/**
 * One thread of the condition stress: a producer or a consumer of a buffer with two places, waiting for ever or with a
 * timeout, and counting what it is told.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { integer, randomFrom } from '../support/seed.ts'
import { underTest } from './condition-mutants.ts'
import { appear, loadCore } from './shared-words.ts'

export interface ConditionInput {
  readonly parts: never
  readonly ident: number
  readonly lock: number
  readonly notEmpty: number
  readonly notFull: number
  /** How many items are in the buffer. */
  readonly items: number
  readonly seed: number
  readonly rounds: number
  readonly mutant: string | undefined
}

const CAPACITY = 2
const input = workerData as ConditionInput
/** The others need microseconds for what this one waits for, so a wait of this length has lost its notify. */
const LOST_MS = input.mutant === undefined ? 6000 : 1500
const { parts, ident, lock, items, rounds } = input
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
const thread = appear(core, ident)
const { waitForNotify, notifyWaiters, payWakes } = underTest(core, input.mutant)
const random = randomFrom(input.seed + ident)
const producer = ident % 2 === 0
const [mine, others] = producer ? [input.notFull, input.notEmpty] : [input.notEmpty, input.notFull]
const counts = { notified: 0, woken: 0, lost: 0, tooMany: 0 }

const letGo = (): (() => void) => {
  core.mutex.release(lock)
  payWakes()
  return () => void core.mutex.acquire(lock, ident, Infinity)
}
const mayGoOn = (): boolean => {
  const filled = core.atomics.load(items)
  return producer ? filled < CAPACITY : filled > 0
}

/** @returns false when its time was up first. */
function waitForTurn(): boolean {
  const patient = integer(random, 0, 3) > 0
  const deadlineMs = performance.now() + (patient ? LOST_MS : random() * 0.2)
  while (!mayGoOn()) {
    if (waitForNotify(mine, thread, ident, deadlineMs, letGo)) counts.woken += 1
    else {
      if (patient) counts.lost += 1
      return false
    }
  }
  return true
}

for (let done = 0; done < rounds && counts.lost === 0;) {
  core.mutex.acquire(lock, ident, Infinity)
  if (waitForTurn()) {
    core.atomics.add(items, producer ? 1 : -1)
    // those that sleep are woken at once, or when the lock is free
    const told = notifyWaiters(others, ident, 1, integer(random, 0, 3) > 0)
    counts.notified += told
    if (told > 1) counts.tooMany += 1
    done += 1
  }
  core.mutex.release(lock)
  payWakes()
  for (let spin = integer(random, 0, 60); spin > 0; spin--) Math.sqrt(spin)
}
parentPort?.postMessage(counts)
