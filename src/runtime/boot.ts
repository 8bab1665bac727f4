/**
 * The first start of a thread in a process boots two workers: the first carrier, and the supervisor, which boots all
 * later carriers and sees every one of them die. Booting the first carrier through the supervisor instead would double
 * the time to the first thread (60 ms against 30, measured on Node 20). The carrier comes first of all, so that it boots
 * while the job is encoded; the supervisor when the carrier runs or is late (threading/launch.ts), since on two cores its
 * boot would slow the carrier's.
 */
import { add, compareExchange, load, store } from '#atomics'
import { allocateZeroed, free } from '../core/arena.ts'
import {
  BOOTING,
  C_BLOCK,
  CARRIER_BYTES,
  PARCEL_CHANNEL,
  SUPERVISOR,
  T_FLAGS,
  T_IDENT,
  T_REFS,
  T_TAG,
  TAG_THREAD,
  THREAD_BYTES,
} from '../core/layout.ts'
import { arenaParts } from '../core/memory.ts'
import type { ArenaParts } from '../core/memory.ts'
import { ThreadError } from '../errors.ts'
import type { MessagePort } from '../platform/ports.ts'
import { SIGNAL_FLAGS } from '../platform/signals.ts'
import { lifeline, probeFileDescriptors, startWorker } from '../platform/workers.ts'
import { entryPath } from './functions/index.ts'
import { nextIdent } from './arena-boot.ts'
import { noteFirstWorker } from './first-worker.ts'
import { connectParcels } from './parcel-line.ts'
import { self } from './self.ts'
import { ownMainStreams } from './stdio.ts'
import { flag, FLAG_DAEMON, FLAG_DUMMY } from './thread-block.ts'

/** Two workers take five files each on Node 22 and later. */
const FILES_OF_TWO_WORKERS = 12

/** What a carrier is told at boot. */
export interface CarrierInput {
  readonly arena: ArenaParts
  readonly carrier: number
  /** The program's file, which threads never import; undefined for `-e`. */
  readonly entry: string | undefined
  /** To the supervisor: breaks when either dies, and carries parcels. */
  readonly line: MessagePort
}

/**
 * What the supervisor is told at boot: its own block, the first carrier with the line that tells of its death, and the
 * line to the thread that boots the two.
 */
export interface SupervisorInput {
  readonly arena: ArenaParts
  readonly block: number
  readonly entry: string | undefined
  readonly first: number
  readonly line: MessagePort
  readonly starter: MessagePort
}

/** What the supervisor is to be told; set from the boot of the first carrier to that of the supervisor. */
let waiting: SupervisorInput | undefined

/**
 * Boots the first carrier of the process, and returns at once; {@link ensureSupervisor} must follow.
 * @throws ThreadError when the OS has no files left for it and the supervisor, or Node refuses to make workers.
 */
export function ensureFirstCarrier(): void {
  if (load(SUPERVISOR) !== 0) return
  const arena = arenaParts()
  if (arena === undefined) throw new Error('bug: a thread starts before the arena is there')
  if (flag(self, FLAG_DUMMY)) {
    throw new ThreadError(
      'the first thread of a program is started by its main thread: carriers end with the thread that boots them, and a worker of your own may end before the threads do',
    )
  }
  try {
    probeFileDescriptors(FILES_OF_TWO_WORKERS)
  } catch (cause) {
    throw new ThreadError(`can't start new thread: ${(cause as Error).message}`, { cause })
  }
  const block = silentBlock()
  if (compareExchange(SUPERVISOR, 0, block) !== 0) {
    free(block, THREAD_BYTES)
    return
  }
  const first = carrierBlock()
  add(BOOTING, 1)
  try {
    bootBoth(arena, block, first)
  } catch (cause) {
    // Node refuses workers, as under --permission: the next start must not wait for one
    add(BOOTING, -1)
    store(SUPERVISOR, 0)
    throw new ThreadError(`can't start new thread: ${(cause as Error).message}`, { cause })
  }
}

function bootBoth(arena: ArenaParts, block: number, first: number): void {
  const line = lifeline()
  const entry = entryPath()
  const told: CarrierInput = { arena, carrier: first, entry, line: line.theirs }
  noteFirstWorker(startWorker('carrier', told, () => {}))
  const own = lifeline()
  // the first job may hold a parcel already, which waits in this line for the supervisor
  connectParcels(own.mine)
  waiting = {
    arena,
    block,
    entry,
    first,
    line: line.mine,
    starter: own.theirs,
  }
}

/** Boots the supervisor if the first carrier is on its way. */
export function ensureSupervisor(): void {
  const input = waiting
  if (input === undefined) return
  waiting = undefined
  const gone = (): void => {
    store(PARCEL_CHANNEL, 0)
    store(SUPERVISOR, 0)
  }
  startWorker('supervisor', input, gone, SIGNAL_FLAGS)
  ownMainStreams()
}

/** A carrier's block, with the silent block in whose name it acts while it runs no thread. */
export function carrierBlock(): number {
  const carrier = allocateZeroed(CARRIER_BYTES)
  store(carrier + C_BLOCK, silentBlock())
  return carrier
}

/** A block for a worker of ours: it has an ident and a mailbox like a thread, but is never listed as one. */
function silentBlock(): number {
  const block = allocateZeroed(THREAD_BYTES)
  store(block + T_TAG, TAG_THREAD)
  store(block + T_IDENT, nextIdent())
  store(block + T_FLAGS, FLAG_DAEMON)
  store(block + T_REFS, 1)
  return block
}
