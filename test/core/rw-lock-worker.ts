/** One thread of the reader-writer stress: reads, reads twice and writes, waiting for ever, with a timeout, or not at all. */
import { parentPort, workerData } from 'node:worker_threads'
import { integer, randomFrom } from '../support/seed.ts'
import { mutants } from './rw-mutants.ts'
import type { Sides } from './rw-mutants.ts'
import { appear, loadCore } from './shared-words.ts'

interface StressInput {
  readonly parts: never
  readonly ident: number
  readonly lock: number
  /** Two plain words that only a writer may find or leave unequal. */
  readonly pair: number
  readonly seed: number
  readonly rounds: number
  readonly mutant: string | undefined
}

const { parts, ident, lock, pair, seed, rounds, mutant } = workerData as StressInput
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
const block = appear(core, ident)
core.atomics.store(block + core.layout.T_IDENT, ident)
const { i32 } = core.memory
const { READ, WRITE }: Sides = (mutant === undefined ? undefined : mutants[mutant]?.(core)) ?? core.rwLock
const { enter, leave, tryEnter } = core.rwLock
const { SIGNALED } = core.waitList
const random = randomFrom(seed + ident)
/** Nobody stays inside for longer than some microseconds, so a wait of this length has lost its wake-up. */
const LOST_MS = mutant === undefined ? 6000 : 1500
const faults = { lost: 0, torn: 0, notHeld: 0 }
let written = 0

function go(side: Sides['READ'], kind: number): boolean {
  if (kind === 9) return tryEnter(side, lock, ident, false)
  const limit = kind === 0 ? 0 : kind < 4 ? random() * 0.2 : LOST_MS
  const inside = enter(side, lock, block, ident, performance.now() + limit) === SIGNALED
  if (!inside && limit === LOST_MS) faults.lost += 1
  return inside
}

/** Some time inside; now and then another thread gets the core meanwhile, however busy the machine is. */
function stay(): void {
  for (let spin = integer(random, 0, 60); spin > 0; spin--) Math.sqrt(spin)
  if (integer(random, 0, 64) === 0) core.atomics.wait(core.layout.NEVER_CHANGES, 0, 0.05)
}

function look(): void {
  const first = i32[pair >>> 2]
  stay()
  if (i32[(pair >>> 2) + 1] !== first) faults.torn += 1
}

for (let round = 0; round < rounds && faults.lost === 0; round++) {
  const side = integer(random, 0, 3) === 0 ? WRITE : READ
  if (!go(side, integer(random, 0, 10))) continue
  if (side === WRITE) {
    i32[pair >>> 2] = (i32[pair >>> 2] ?? 0) + 1
    stay()
    i32[(pair >>> 2) + 1] = (i32[(pair >>> 2) + 1] ?? 0) + 1
    written += 1
  } else {
    look()
    if (integer(random, 0, 4) === 0 && go(READ, 5)) {
      look()
      if (!leave(READ, lock, ident)) faults.notHeld += 1
    }
  }
  if (!leave(side, lock, ident)) faults.notHeld += 1
}
parentPort?.postMessage({ ...faults, written })
