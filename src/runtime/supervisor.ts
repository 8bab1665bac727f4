/**
 * The supervisor: the one worker that never blocks. It boots carriers when threads queue for one, and
 * when a carrier dies it ends the carrier's thread in its stead, so that nobody waits for ever.
 */
import { add, exchange, load } from '#atomics'
import { free } from '../core/arena.ts'
import {
  BOOTING,
  C_BLOCK,
  C_BOOTED,
  C_HOLDINGS,
  C_RETIRED,
  C_THREAD,
  CARRIER_BYTES,
  CORES,
  IDLE,
  PENDING,
  RUNNING,
  T_IDENT,
  T_JOB,
  T_STATE,
  T_WAITS_FOR,
  THREAD_BYTES,
} from '../core/layout.ts'
import { ThreadDiedError } from '../errors.ts'
import { holdLoop } from '../platform/keep-alive.ts'
import type { MessagePort } from '../platform/ports.ts'
import { lifeline, onLine, startWorker, workerInput } from '../platform/workers.ts'
import type { WorkerEnd } from '../platform/workers.ts'
import { attachCarrier } from './arena-boot.ts'
import { carrierBlock } from './boot.ts'
import type { CarrierInput, SupervisorInput } from './boot.ts'
import { forgetCarrier, takeHopeless } from './carriers.ts'
import { serveDumps } from './dump/serve.ts'
import { printLater } from './dump/print-later.ts'
import { lookAtHolders } from './dead-holder.ts'
import { endFromOutside, forgetWorker, rememberWorker, whenCalm } from './doomed.ts'
import { settleEstate } from './estate.ts'
import { announce, conclude } from './finish.ts'
import { heldWarning } from './held-warning.ts'
import { isExiting } from './inspector-gate.ts'
import { breakInternalLocks } from './internal-locks.ts'
import { settleLegacy } from './legacy.ts'
import { watch } from './mail.ts'
import { encodeMessage } from './messages.ts'
import { forgetReader, takeNote } from './parcel-store.ts'
import { openParcelChannel } from './parcel-line.ts'
import { hostParcels } from './parcels.ts'
import type { ParcelNote } from './parcels.ts'
import { become } from './self.ts'
import { watchForMain } from './signal-watch.ts'
import { startStandIn } from './stand-in.ts'
import { watchTasks } from './task-watch.ts'
import { drop, nameOf, OUTCOME_DIED, OUTCOME_REFUSED, STATE_RUNNING } from './thread-block.ts'

/** Carriers kept ready beyond what is asked for, once the first thread is under way. */
const PREBOOT_AFTER_MS = 50
/** After a carrier that could not boot: a spare that fails at once and is replaced at once would never end. */
const RETRY_SPARES_MS = 1000

let input: SupervisorInput
let spares = 0

/** Makes this worker the supervisor. */
export function supervise(): void {
  input = workerInput<SupervisorInput>()
  rememberWorker(input.first, undefined)
  lookAtHolders()
  attachCarrier(input.arena)
  become(input.block)
  holdLoop()
  hostParcels(takeNote)
  openParcelChannel((note, from) => takeNote(note as ParcelNote, from))
  listen(input.starter)
  listen(input.line, () => carrierGone(input.first, undefined))
  // before anything else listens for mail: a request that came earlier would go unheard
  serveDumps()
  watchTasks(endFromOutside)
  watch(() => whenCalm(bootWhatIsMissing))
  bootWhatIsMissing()
  watchForMain()
  keepSparesAfter(PREBOOT_AFTER_MS)
}

function keepSparesAfter(ms: number): void {
  setTimeout(() => {
    spares = Math.max(1, load(CORES) - 1)
    bootWhatIsMissing()
  }, ms)
}

/** Parcels come through every line. */
function listen(line: MessagePort, broken?: () => void): void {
  const gone = (): void => {
    forgetReader(line)
    broken?.()
  }
  onLine(line, (note) => takeNote(note as ParcelNote, line), gone)
}

/** As many carriers boot as threads queue, and a few more while there is such demand: boots overlap with starts. */
function bootWhatIsMissing(): void {
  while (load(BOOTING) + load(IDLE) < load(PENDING) + spares) bootCarrier()
}

function bootCarrier(): void {
  const carrier = carrierBlock()
  add(BOOTING, 1)
  const { mine, theirs } = lifeline()
  listen(mine)
  const told: CarrierInput = { arena: input.arena, carrier, entry: input.entry, line: theirs }
  try {
    const gone = (end: WorkerEnd): void => carrierGone(carrier, end)
    rememberWorker(carrier, startWorker('carrier', told, gone))
  } catch (error) {
    mine.close()
    carrierGone(carrier, { error: error as Error, exitCode: 1 })
  }
}

function carrierGone(carrier: number, end: WorkerEnd | undefined): void {
  const booted = load(carrier + C_BOOTED) !== 0
  if (!booted && spares > 0) {
    spares = 0
    keepSparesAfter(RETRY_SPARES_MS)
  }
  // First of all: it may have died holding the lock that the next line takes.
  breakInternalLocks(load(load(carrier + C_BLOCK) + T_IDENT))
  const running = load(carrier + C_THREAD)
  if (running !== 0) {
    breakInternalLocks(load(running + T_IDENT))
    const { held, vacancy } = settleEstate(running, load(running + T_IDENT))
    const warning = heldWarning(running, held)
    if (warning !== '') void printLater(2, warning)
    // before the end of the dead one counts: the program waits for its last non-daemon thread
    if (vacancy !== undefined && !isExiting()) startStandIn(vacancy, running)
  }
  const thread = forgetCarrier(carrier)
  const job = thread === 0 ? 0 : exchange(thread + T_JOB, 0)
  settleLegacy(load(carrier + C_HOLDINGS), job)
  if (thread !== 0) endInItsStead(thread, OUTCOME_DIED, deathOf(end))
  const hopeless = booted ? 0 : takeHopeless()
  if (hopeless !== 0) {
    // a stand-in for a worker has its place already
    settleEstate(hopeless, load(hopeless + T_IDENT))
    endInItsStead(hopeless, OUTCOME_REFUSED, deathOf(end))
  }
  // the mailbox of a carrier that died at work may still stand on wait lists: that one is never used again
  if (load(carrier + C_RETIRED) !== 0) free(load(carrier + C_BLOCK), THREAD_BYTES)
  free(carrier, CARRIER_BYTES)
  forgetWorker(carrier)
  whenCalm(bootWhatIsMissing)
}

function endInItsStead(thread: number, outcome: number, { reason, detail }: Death): void {
  if (load(thread + T_STATE) === STATE_RUNNING && load(thread + T_WAITS_FOR) === 0) add(RUNNING, -1)
  const name = nameOf(thread)
  const error = new ThreadDiedError(`${name}: its carrier has died (${detail})`, { reason, thread: name })
  conclude(thread, outcome, encodeMessage(error))
  announce(thread)
  // a thread that ran may have left waiters on lists, which name its block: the run's reference is kept for ever
  if (outcome === OUTCOME_REFUSED) drop(thread)
}

interface Death {
  readonly reason: string
  readonly detail: string
}

function deathOf(end: WorkerEnd | undefined): Death {
  if (end === undefined) return { reason: 'terminated', detail: 'terminated, or out of memory' }
  const code = (end.error as { code?: string } | undefined)?.code
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return { reason: 'out of memory', detail: 'out of memory' }
  if (end.error !== undefined)
    return { reason: 'boot failure', detail: `${code ?? end.error.name}: ${end.error.message}` }
  return { reason: 'terminated', detail: `exit code ${end.exitCode}` }
}
