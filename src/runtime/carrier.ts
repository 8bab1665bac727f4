/**
 * The carrier: takes a thread, runs it, becomes idle, takes the next.
 *
 * While it runs a synchronous function it blocks where the function blocks; while it runs an asynchronous one it is an
 * ordinary event loop. After each thread the loop turns once, so that finalizers and leftovers run, and a carrier with
 * timers or handles left retires instead of leaking them into the next thread. Idle, it spins for a moment, then sleeps.
 */
import { add, load, spinWhile, store, wait } from '#atomics'
import { flushCache } from '../core/arena.ts'
import {
  C_ASLEEP,
  C_BLOCK,
  C_HOLDINGS,
  C_NATIVE_ID,
  C_RETIRED,
  C_THREAD,
  C_WORKER,
  CORES,
  IDLE,
  RUNNING,
  T_IDENT,
  T_JOB,
  T_OUTCOME,
  T_STATE,
} from '../core/layout.ts'
import { markSettled } from '../core/park.ts'
import { ThreadError } from '../errors.ts'
import { endWorker, listenToProcess } from '../platform/carrier-process.ts'
import { collectGarbage } from '../platform/garbage.ts'
import { cleanUp, rememberCleanState } from '../platform/leftovers.ts'
import { kernelThreadId, workerNumber } from '../platform/process.ts'
import { attachCarrier } from './arena-boot.ts'
import type { CarrierInput } from './boot.ts'
import { enterService, nextOrIdle, retire, retireIfSpare } from './carriers.ts'
import { settleEstate } from './estate.ts'
import { announce, conclude } from './finish.ts'
import { setEntryPath } from './functions/index.ts'
import { setLoadingForThread } from './loading.ts'
import { heldWarning } from './held-warning.ts'
import { handlesHere, nameHoldings } from './holdings.ts'
import { clearMail } from './mail.ts'
import { freeMessage } from './message.ts'
import { connectParcels } from './parcel-line.ts'
import { become } from './self.ts'
import { ownStreams } from './stdio.ts'
import { drop, OUTCOME_NONE, STATE_RUNNING } from './thread-block.ts'
import { runThreadEndHooks, runThreadGoneHooks } from './thread-end.ts'
import type { Uncaught } from './thread-end.ts'
import { expectTwins, setTargetOnStack } from './twins.ts'
import { writeNow } from './whole-write.ts'

/** What the layer above knows of a thread's inside. */
export interface Program<Job = never> {
  /** Decodes the job's message; a promise when modules have to be loaded first. */
  receive(message: number): Job | Promise<Job>
  /** Calls it. @returns what the target returned. */
  call(thread: number, job: Job): unknown
  /** The thread's end as an outcome and a message: reports uncaught errors as a side effect. */
  returned(thread: number, value: unknown): Ending
  threw(thread: number, error: unknown): Ending
  exited(thread: number, code: number): Ending
  /** An error that came after the end of its thread, or beside it. */
  stray(error: unknown): void
}

export interface Ending {
  readonly outcome: number
  readonly message: number
}

const SPIN_TRIES = 30_000
/** How long a carrier is idle before it looks for what its threads have dropped. */
const GARBAGE_MS = 500
/** No address of a thread. */
const LOOK_FOR_GARBAGE = -1
/** How long a carrier too many stays idle. */
const SPARE_MS = 2000

let carrier = 0
let program: Program<unknown>
/** The thread that has not ended yet, 0 between threads. */
let current = 0
/** Handles that were there when garbage was last looked for. */
let handlesLeft = 0

/** Runs threads until this worker is not needed any more. */
export function serve<Job>(input: CarrierInput, runs: Program<Job>): void {
  attachCarrier(input.arena)
  connectParcels(input.line)
  expectTwins()
  carrier = input.carrier
  program = runs as Program<unknown>
  setEntryPath(input.entry)
  store(carrier + C_NATIVE_ID, kernelThreadId())
  store(carrier + C_WORKER, workerNumber())
  nameHoldings(carrier + C_HOLDINGS)
  become(load(carrier + C_BLOCK))
  ownStreams()
  listenToProcess({ exit: onExit, uncaught: onUncaught, idle: onIdleLoop })
  rememberCleanState()
  enterService(carrier)
  nextOrIdle(carrier)
  loop()
}

function loop(): void {
  const thread = load(carrier + C_THREAD) || sleepUntilGiven()
  if (thread === LOOK_FOR_GARBAGE) {
    handlesLeft = handlesHere()
    collectGarbage()
    // finalizers run in the turn after it, and what they leave alone stays
    setImmediate(() => {
      handlesLeft = handlesHere()
      setImmediate(loop)
    })
    return
  }
  if (thread === 0) endWorker()
  start(thread)
}

/** Whether there are handles that no garbage has been looked for among. */
function looksForGarbage(): boolean {
  return handlesHere() > handlesLeft
}

function start(thread: number): void {
  become(thread)
  current = thread
  add(RUNNING, 1)
  let job: unknown
  try {
    job = program.receive(load(thread + T_JOB))
  } catch (error) {
    endWith(thread, error)
    return
  }
  if (!(job instanceof Promise)) {
    run(thread, job)
    return
  }
  setLoadingForThread(true)
  job
    .finally(() => setLoadingForThread(false))
    .then(
      (received: unknown) => run(thread, received),
      (error) => endWith(thread, error),
    )
}

function run(thread: number, job: unknown): void {
  store(thread + T_STATE, STATE_RUNNING)
  let value: unknown
  setTargetOnStack(true)
  try {
    value = program.call(thread, job)
  } catch (error) {
    endWith(thread, error)
    return
  } finally {
    setTargetOnStack(false)
  }
  if (!isThenable(value)) {
    endOnce(thread, () => program.returned(thread, value))
    return
  }
  markSettled(thread)
  Promise.resolve(value).then(
    (result) => endOnce(thread, () => program.returned(thread, result)),
    (error) => endWith(thread, error),
  )
}

/** The first ending counts: an error in a callback may have ended the thread before its promise settles. */
function endOnce(thread: number, ending: () => Ending): void {
  if (current === thread) end(ending())
}

/** As {@link endOnce}, by an error that nobody caught. */
function endWith(thread: number, error: unknown): void {
  if (current === thread) end(program.threw(thread, error), { error })
}

/** Ends the current thread and makes the carrier available before anybody hears of the end. */
function end({ outcome, message }: Ending, uncaught?: Uncaught): void {
  const thread = current
  current = 0
  settle(thread, outcome, message, uncaught)
  clearMail()
  become(load(carrier + C_BLOCK))
  runThreadGoneHooks()
  nextOrIdle(carrier)
  announce(thread)
  drop(thread)
  setImmediate(afterTurn)
}

function settle(thread: number, outcome: number, message: number, uncaught?: Uncaught): void {
  runThreadEndHooks(uncaught)
  const job = load(thread + T_JOB)
  store(thread + T_JOB, 0)
  if (job !== 0) freeMessage(job)
  add(RUNNING, -1)
  conclude(thread, outcome, message)
}

function afterTurn(): void {
  // what the last thread left in its microtasks may have begun to wait in the carrier's own name
  clearMail()
  const retired = load(carrier + C_RETIRED) !== 0
  if (cleanUp() || retired) {
    flushCache()
    if (!retired) retire(carrier)
    endWorker()
  }
  loop()
}

/** @returns the next thread; 0 when the carrier has retired. */
function sleepUntilGiven(): number {
  const word = carrier + C_THREAD
  if (load(RUNNING) < load(CORES) && spinWhile(word, 0, SPIN_TRIES) === 1) return load(word)
  store(carrier + C_ASLEEP, 1)
  // what the last thread has dropped is looked for when nobody waits for this carrier
  let patience = looksForGarbage() ? GARBAGE_MS : SPARE_MS
  while (load(word) === 0) {
    if (wait(word, 0, patience) !== 'timed-out') continue
    if (patience === GARBAGE_MS) {
      // one too many ends soon, and all its handles with it
      patience = SPARE_MS
      if (load(IDLE) > load(CORES)) continue
      store(carrier + C_ASLEEP, 0)
      return LOOK_FOR_GARBAGE
    }
    if (retireIfSpare(carrier, load(CORES))) {
      flushCache()
      return 0
    }
    patience = Infinity
  }
  store(carrier + C_ASLEEP, 0)
  return load(word)
}

function onExit(code: number): void {
  const thread = current
  if (thread === 0) return
  current = 0
  const { outcome, message } = program.exited(thread, code)
  settle(thread, outcome, message)
  clearMail()
  // no `finally` has run: what it held is in the state of a thread that was ended from outside
  const warning = heldWarning(thread, settleEstate(thread, load(thread + T_IDENT)).held)
  if (warning !== '') writeNow(2, warning)
  store(carrier + C_THREAD, 0)
  retire(carrier)
  announce(thread)
  drop(thread)
}

function onUncaught(error: unknown): void {
  const thread = current
  if (thread === 0 || load(thread + T_STATE) !== STATE_RUNNING) program.stray(error)
  else endWith(thread, error)
}

/** Nothing can wake the current thread's promise any more: waiting for it would be waiting for ever. */
function onIdleLoop(): void {
  const thread = current
  if (thread === 0 || load(thread + T_OUTCOME) !== OUTCOME_NONE) return
  const error = new ThreadError(
    'the thread awaits something that can never happen: its event loop has nothing left to do',
  )
  endWith(thread, error)
}

function isThenable(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}
