/**
 * The reader-writer lock against its description: threads that enter, leave, give up and die in random order, one step
 * at a time, and after each step exactly those are inside that should be.
 */
import { integer } from '../support/seed.ts'
import type { Random } from '../support/seed.ts'
import type { Sides } from './rw-mutants.ts'
import type { Core } from './shared-words.ts'

type Way = 'READ' | 'WRITE'

interface Party {
  readonly block: number
  readonly ident: number
  reads: number
  /** What it waits for. */
  wants: Way | undefined
  /** Its entry in the real queue, until the signal has been collected. */
  waiter: number
}

/** The lock as it should be. */
interface Model {
  readonly parties: Party[]
  writer: Party | undefined
  /** Who waits, in the order of coming. */
  readonly queues: Readonly<Record<Way, Party[]>>
}

const PARTIES = 12

/** @returns the first step after which the lock was not as described, undefined when there was none. */
export function runModel(core: Core, sides: Sides, random: Random, steps: number): string | undefined {
  const lock = core.arena.allocateZeroed(core.layout.RW_LOCK_BYTES)
  const parties = Array.from({ length: PARTIES }, (_, index) => newParty(core, index + 10))
  const model: Model = { parties, writer: undefined, queues: { READ: [], WRITE: [] } }
  for (let step = 0; step < steps; step++) {
    const party = parties[integer(random, 0, PARTIES)] as Party
    const did = move(core, sides, lock, party, model, random)
    const fault = compare(core, lock, model)
    if (fault !== undefined) return `step ${step}, ${party.ident} ${did}: ${fault}`
  }
  return undefined
}

function newParty({ arena, atomics, layout }: Core, ident: number): Party {
  const block = arena.allocateZeroed(layout.THREAD_BYTES)
  atomics.store(block + layout.T_IDENT, ident)
  return { block, ident, reads: 0, wants: undefined, waiter: 0 }
}

/** One step of `party`, for real and in the model. @returns what it did. */
function move(core: Core, sides: Sides, lock: number, party: Party, model: Model, random: Random): string {
  const { rwLock, waitList } = core
  const { block, ident, wants } = party
  if (integer(random, 0, 40) === 0) {
    rwLock.settleRwLock(lock, block, ident, 1)
    const wrote = model.writer === party
    if (wrote) model.writer = undefined
    quit(party, model)
    model.parties[model.parties.indexOf(party)] = newParty(core, ident)
    goOn(model, wrote)
    return 'died'
  }
  if (wants !== undefined) {
    if (integer(random, 0, 3) > 0) return 'waits on'
    if (!waitList.withdraw(lock + sides[wants].list, party.waiter, ident)) return 'could not give up'
    rwLock.leaveQueue(sides[wants], lock, ident)
    quit(party, model)
    goOn(model, false)
    return 'gave up'
  }
  if (model.writer === party || (party.reads > 0 && integer(random, 0, 2) === 0)) {
    const way = model.writer === party ? 'WRITE' : 'READ'
    if (!rwLock.leave(sides[way], lock, ident)) return `could not leave ${way}`
    if (way === 'READ') party.reads -= 1
    else model.writer = undefined
    goOn(model, way === 'WRITE')
    return `left ${way}`
  }
  const way = integer(random, 0, 3) === 0 ? 'WRITE' : 'READ'
  party.waiter = rwLock.enterOrQueue(sides[way], lock, block, ident)
  const blocked = way === 'WRITE' ? isRead(model) : model.queues.WRITE.length > 0 && party.reads === 0
  if (model.writer === undefined && !blocked) letIn(party, way, model)
  else {
    party.wants = way
    model.queues[way].push(party)
  }
  return `asked to ${way}`
}

const isRead = ({ parties }: Model): boolean => parties.some(({ reads }) => reads > 0)

function letIn(party: Party, way: Way, model: Model): void {
  party.wants = undefined
  if (way === 'READ') party.reads += 1
  else model.writer = party
}

function quit(party: Party, { queues }: Model): void {
  for (const queue of [queues.READ, queues.WRITE]) {
    if (queue.includes(party)) queue.splice(queue.indexOf(party), 1)
  }
  party.wants = undefined
  party.waiter = 0
}

/** A writer is followed by all readers that wait, the last reader by the first writer. */
function goOn(model: Model, afterWriter: boolean): void {
  const { READ, WRITE } = model.queues
  if (model.writer !== undefined) return
  if (READ.length > 0 && (WRITE.length === 0 || afterWriter)) {
    for (const party of READ.splice(0)) letIn(party, 'READ', model)
  } else if (!isRead(model)) {
    const next = WRITE.shift()
    if (next !== undefined) letIn(next, 'WRITE', model)
  }
}

function compare(core: Core, lock: number, { parties, writer, queues }: Model): string | undefined {
  const { atomics, arena, layout, mailbox, readHolds } = core
  for (const party of parties) {
    for (const waiter of mailbox.collect(party.block)) {
      if (waiter !== party.waiter) return `${party.ident} got a signal that is not its own`
      arena.free(waiter, layout.WAITER_BYTES)
      party.waiter = 0
    }
    const waits = party.waiter !== 0
    if (waits !== (party.wants !== undefined)) return `${party.ident} ${waits ? 'waits' : 'was let in'}`
    const holds = readHolds.holdsOf(lock, party.ident)
    if (holds !== party.reads) return `${party.ident} has ${holds} read holds instead of ${party.reads}`
  }
  const writes = atomics.load(lock + layout.RW_WRITER)
  if (writes !== (writer?.ident ?? 0)) return `${writes} writes`
  return freePlaces(core, lock) >= queues.READ.length ? undefined : 'a promised place is taken'
}

function freePlaces({ atomics, layout }: Core, lock: number): number {
  let free = 0
  for (let page = lock + layout.RW_PAGE; page !== 0; page = atomics.load(page + layout.RP_NEXT)) {
    for (let place = page + layout.RP_PLACES; place < page + layout.RP_BYTES; place += 8) {
      if (atomics.load(place + 4) === 0) free += 1
    }
  }
  return free
}
