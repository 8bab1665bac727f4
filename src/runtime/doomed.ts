/**
 * Workers that the supervisor terminates: the one place where a thread is ended from outside.
 *
 * A thread may be ended between any two of its stores, with mutexes of the library in its hands, which are freed when
 * its worker is gone. Until then the supervisor, which must not block, leaves alone what takes a mutex: it terminates
 * one worker at a time, and {@link whenCalm} puts off the rest. A worker that takes longer than CALM_MS to go is in a
 * native call, and holds none.
 *
 * Workers belong to who has booted them. The first carrier is main's: FIRST_DOOMED, 0 to 1 by the supervisor, asks main to
 * terminate it, in its event loop or wherever it sleeps (as EXIT_REQUEST does, runtime/exit.ts). A main that computes
 * does it afterwards.
 */
import { load, notify, store } from '#atomics'
import { FIRST_DOOMED, MAIN_THREAD, T_WAITS_FOR } from '../core/layout.ts'
import { ring } from '../core/mailbox.ts'
import type { RunningWorker } from '../platform/workers.ts'
import { doomCarrier } from './carriers.ts'
import { drop } from './thread-block.ts'

const CALM_MS = 100

/** Of each carrier that is there, as far as this thread has heard; undefined for the first, which is main's. */
const workers = new Map<number, RunningWorker | undefined>()
const postponed: (() => void)[] = []
/** The carrier whose worker is on its way out. */
let dying = 0
let patience: NodeJS.Timeout | undefined

/** @param worker - undefined where it is not this thread's to terminate. */
export function rememberWorker(carrier: number, worker: RunningWorker | undefined): void {
  workers.set(carrier, worker)
}

export function livingCarriers(): Iterable<number> {
  return workers.keys()
}

/** The worker has ended, and what its thread held has been settled. */
export function forgetWorker(carrier: number): void {
  workers.delete(carrier)
  if (carrier === dying) calmDown()
}

/** Does it at once, or as soon as no worker is on its way out. */
export function whenCalm(act: () => void): void {
  if (dying === 0) act()
  else postponed.push(act)
}

/** Ends the thread, unless it has ended; takes over a reference to it. */
export function endFromOutside(thread: number): void {
  whenCalm(() => {
    const carrier = doomCarrier(thread)
    drop(thread)
    if (carrier === 0) return
    const worker = workers.get(carrier)
    if (worker === undefined) {
      askMain()
      return
    }
    dying = carrier
    patience = setTimeout(calmDown, CALM_MS)
    worker.terminate()
  })
}

function calmDown(): void {
  clearTimeout(patience)
  dying = 0
  while (dying === 0) {
    const act = postponed.shift()
    if (act === undefined) return
    act()
  }
}

function askMain(): void {
  const main = load(MAIN_THREAD)
  store(FIRST_DOOMED, 1)
  ring(main)
  const sleepsOn = load(main + T_WAITS_FOR)
  // whoever else sleeps on that word wakes too, looks, and sleeps on
  if (sleepsOn !== 0) notify(sleepsOn, Infinity)
}
