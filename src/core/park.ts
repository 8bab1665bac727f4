/**
 * Parking: how a thread sleeps on a shared word, the one place where anything in the library blocks.
 *
 * The caller has already looked and found that it must wait; `park()` returns when the word no longer holds `value`,
 * when it was notified, or when the deadline has passed, and the caller looks again. Waking is by the word: the waker
 * changes it first and notifies after, so a sleeper either sees the change ('not-equal') or is on the futex list by
 * the time of the notify. Nothing is lost between the two (core/README.md, "Why no wake-up is lost").
 *
 * Words of the parked thread's own block, written by it alone, read by reports:
 *   T_WAITS_FOR   address of the word it sleeps on, 0 while it runs
 *   T_WAIT_SEQ    one more at each park: a reader that sees it change knows that the thread moved on
 *   T_WAIT_SINCE  milliseconds of the clock, truncated to 32 bits
 *   T_WAITS_OBJECT, T_WAITS_VALUE, T_WAIT_TIMED
 *                 the object that the word belongs to (0: none that the program knows), the value slept on, and what may
 *                 end the sleep beside a change: ENDLESS an error, TIMED a deadline of the wait or of the thread, FIRM
 *                 nothing; written before T_WAITS_FOR, valid while that is not 0
 *   T_SETTLED     1 once it has parked or printed for the first time (runtime/head-start.ts)
 * RUNNING counts the threads that are not parked.
 */
import { add, load, notify, store, wait } from '#atomics'
import { deadlineAfter, now, remaining } from './clock.ts'
import {
  NEVER_CHANGES,
  RUNNING,
  T_SETTLED,
  T_WAIT_SEQ,
  T_WAIT_SINCE,
  T_WAIT_TIMED,
  T_WAITS_FOR,
  T_WAITS_OBJECT,
  T_WAITS_VALUE,
} from './layout.ts'
import { owesWakes, payWakes } from './owed-wakes.ts'
import { learnFromSleep, spinFor } from './spin.ts'

/** T_WAIT_TIMED of a thread that sleeps. */
const ENDLESS = 0
export const TIMED = 1
export const FIRM = 2
/** A wait of the main thread that lasts longer is one that Ctrl-C can interrupt. */
const LONG_WAIT_MS = 10
/** An endless wait is looked at after 50 ms, half a second, and then each five seconds. */
const FIRST_SLICE_MS = 50
const LONGEST_SLICE_MS = 5000
/** How often {@link onFirmWait} is told. */
const HOLDER_SLICE_MS = 20

/** What the main thread does about its waits (runtime/interrupts.ts). */
export interface MainWaits {
  /**
   * Called before and after each sleep: a thread may have asked for the end of the process. The look before comes after
   * the store of T_WAITS_FOR, so a thread that reads no word to notify there has been seen.
   */
  look(): void
  /** Whether an interrupt is to be handled; whoever makes one known notifies main's word until it is. */
  interrupted(): boolean
  /** Handles it, in a running thread; throws what is to end the wait. */
  handle(): void
  /** The wait has become a long one. @param interruptible - whether it may throw. */
  begin(interruptible: boolean): LongWait
}

export interface LongWait {
  /** Milliseconds to the call of `impatient()`; Infinity for never. */
  readonly patienceMs: number
  impatient(): void
  /** The wait is over; may throw an interrupt that came last. */
  end(): void
}

/** One wait of the main thread, from its first sleep to its last. */
interface Stay {
  readonly main: MainWaits
  readonly interruptible: boolean
  /** Longest sleep until something is to be done about the wait. */
  limitMs: number
  long: LongWait | undefined
}

let self = 0
let inspectWait: ((first: boolean) => void) | undefined
let lookAtHolder: ((address: number, value: number) => void) | undefined
let mainWaits: MainWaits | undefined

/** How much of what this thread is at ends the thread itself in time. */
let limits = 0

/**
 * From here on none of this thread's waits is endless, because something outside ends the thread when its time is up.
 * @param change - 1 when that begins, -1 when it is over.
 */
export function limitWaits(change: 1 | -1): void {
  limits += change
}

/** Whether no wait of this thread is endless, whatever its deadline. */
export function waitsAreLimited(): boolean {
  return limits > 0
}

/** Address of the running thread's block: the owner in whose name this isolate parks. */
export function setParkingThread(block: number): void {
  self = block
}

/** Called once, in the main thread. */
export function waitAsMain(waits: MainWaits): void {
  mainWaits = waits
}

/**
 * Called before a wait for an object that no deadline ends, and again while it lasts, ever more rarely; may throw, which
 * ends the wait. The first call comes after the store of T_WAITS_FOR: of two threads that begin to wait for each other,
 * at least one sees the other.
 */
export function onEndlessWait(inspect: (first: boolean) => void): void {
  inspectWait = inspect
}

/**
 * Called now and then while a wait for a mutex of the library's own lasts, with its address and the value slept on. For the
 * supervisor, which frees what the dead held: it may have to wait for a mutex of a thread of whose end it has not heard yet.
 */
export function onFirmWait(look: (address: number, value: number) => void): void {
  lookAtHolder = look
}

/**
 * @param object - the synchronisation object or thread that is waited for, 0 for none that the program knows.
 * @param mayThrow - whether the wait may end with an error; a wait for no object, and one to take a lock back, must not.
 * @returns false when the deadline passed without the word changing.
 * @throws when it may: what interrupted the wait. A notify may have been meant for this
 *   thread all the same: who must pass it on does so before the error goes on.
 */
export function park(
  address: number,
  value: number,
  deadlineMs: number,
  object = 0,
  mayThrow = object !== 0,
): boolean {
  if (spinFor(address, value)) return true
  return load(address) !== value || parkWithoutSpin(address, value, deadlineMs, object, mayThrow)
}

function parkWithoutSpin(
  address: number,
  value: number,
  deadlineMs: number,
  object: number,
  mayThrow: boolean,
): boolean {
  if (owesWakes) payWakes()
  // What runs inside a wait (its inspection, a signal handler) may wait in its turn, and leaves these words as they were.
  const outer = load(self + T_WAITS_FOR)
  const outerObject = load(self + T_WAITS_OBJECT)
  const outerValue = load(self + T_WAITS_VALUE)
  const outerTimed = load(self + T_WAIT_TIMED)
  const since = now()
  if (outer === 0) {
    store(self + T_WAIT_SINCE, since | 0)
    add(self + T_WAIT_SEQ, 1)
  }
  const stay = mainWaits === undefined ? undefined : beginStay(mainWaits, mayThrow)
  const ending = deadlineMs !== Infinity || limits > 0 ? TIMED : mayThrow ? ENDLESS : FIRM
  publish(address, object, value, ending)
  add(RUNNING, -1)
  markSettled(self)
  try {
    stay?.main.look()
    if (object !== 0 && ending === ENDLESS && inspectWait !== undefined)
      return sleepInspected(address, value, inspectWait, stay)
    if (object === 0 && ending === FIRM && lookAtHolder !== undefined)
      return sleepLooking(address, value, lookAtHolder, stay)
    return sleep(address, value, deadlineMs, stay)
  } finally {
    try {
      stay?.long?.end()
    } finally {
      add(RUNNING, 1)
      publish(outer, outerObject, outerValue, outerTimed)
      learnFromSleep(now() - since)
      stay?.main.look()
    }
  }
}

function beginStay(main: MainWaits, interruptible: boolean): Stay {
  return { main, interruptible, limitMs: LONG_WAIT_MS, long: undefined }
}

/** T_WAITS_FOR vouches for the three other words: it is 0 while they change. */
function publish(address: number, object: number, value: number, timed: number): void {
  store(self + T_WAITS_FOR, 0)
  store(self + T_WAITS_OBJECT, object)
  store(self + T_WAITS_VALUE, value)
  store(self + T_WAIT_TIMED, timed)
  store(self + T_WAITS_FOR, address)
}

function sleepInspected(
  address: number,
  value: number,
  inspect: (first: boolean) => void,
  stay: Stay | undefined,
): boolean {
  inspect(true)
  for (let slice = FIRST_SLICE_MS; !sleep(address, value, deadlineAfter(slice), stay);) {
    inspect(false)
    slice = Math.min(LONGEST_SLICE_MS, slice * 10)
  }
  return true
}

function sleepLooking(
  address: number,
  value: number,
  look: (address: number, value: number) => void,
  stay: Stay | undefined,
): boolean {
  while (!sleep(address, value, deadlineAfter(HOLDER_SLICE_MS), stay)) look(address, value)
  return true
}

function sleep(address: number, value: number, deadlineMs: number, stay: Stay | undefined): boolean {
  if (stay !== undefined) return sleepAsMain(address, value, deadlineMs, stay)
  return wait(address, value, remaining(deadlineMs)) !== 'timed-out'
}

/** An interrupt that is handled without an error ends no sleep. */
function sleepAsMain(address: number, value: number, deadlineMs: number, stay: Stay): boolean {
  for (;;) {
    const woken = wait(address, value, Math.min(stay.limitMs, remaining(deadlineMs))) !== 'timed-out'
    if (stay.interruptible && stay.main.interrupted()) {
      handleAwake(stay.main)
      continue
    }
    if (woken || remaining(deadlineMs) === 0) return woken
    if (stay.long === undefined) {
      stay.long = stay.main.begin(stay.interruptible)
      stay.limitMs = stay.long.patienceMs
    } else {
      stay.long.impatient()
      stay.limitMs = Infinity
    }
  }
}

/** A listener for signals runs in a thread that nobody takes for a waiting one: it may release what others wait for. */
function handleAwake(main: MainWaits): void {
  const address = load(self + T_WAITS_FOR)
  store(self + T_WAITS_FOR, 0)
  add(RUNNING, 1)
  try {
    main.handle()
  } finally {
    add(RUNNING, -1)
    store(self + T_WAITS_FOR, address)
    main.look()
  }
}

/** The thread has shown a first sign of life; its starter need not hold back its own output for it any more. */
export function markSettled(block: number): void {
  if (load(block + T_SETTLED) !== 0) return
  store(block + T_SETTLED, 1)
  notify(block + T_SETTLED, 1)
}

/** Sleeps until the deadline, or looks around once when that has passed; nothing but the deadline ends it. */
export function sleepUntil(deadlineMs: number): void {
  do parkWithoutSpin(NEVER_CHANGES, 0, deadlineMs, 0, true)
  while (remaining(deadlineMs) > 0)
}

/** Sleeps for so long, or less if the word changes at once: nobody notifies it. For who looks for work again and again. */
export function doze(address: number, value: number, forMs: number): void {
  parkWithoutSpin(address, value, deadlineAfter(forMs), 0, true)
}

/** For what programs ask again and again: in the main thread, what it would do in a wait ({@link MainWaits.look}). */
export function lookAround(): void {
  mainWaits?.look()
}
