/**
 * A future's progress as one thread sees it: the last report, and the functions that this thread wants called with
 * each. One waiter on the progress's list stands for all of them; it is there while there is such a function.
 *
 * The functions are called in a microtask of their own, not where mail is handled: so a task that reports without a pause
 * costs its listeners one call for each turn of their event loop, and keeps nothing else of that from its turn.
 */
import { load } from '#atomics'
import { CANCELLED } from '../core/future.ts'
import { F_PROGRESS, PG_COUNT, PG_LIST, PG_MUTEX, PG_SLOT, PROGRESS_BYTES } from '../core/futures-layout.ts'
import { progressOf, putReport, takeReport } from '../core/progress.ts'
import { free } from '../core/arena.ts'
import { release, tryAcquire } from '../core/mutex.ts'
import { valueHand } from '../core/slot.ts'
import { enlist } from '../core/wait-list.ts'
import { inThisContext } from '../platform/async-context.ts'
import { complain } from '../runtime/complain.ts'
import { isAwaited, onSignal, withdrawSignal } from '../runtime/mail.ts'
import { self, selfIdent } from '../runtime/self.ts'
import type { Referents } from '../runtime/object-kind.ts'
import { onThreadEnd } from '../runtime/thread-end.ts'
import { drop, dropSlot, pack, unpack, visitSlot } from '../shared/slot-value.ts'
import { hasState, seeToIt } from './waiting.ts'

interface Listener {
  readonly call: (value: unknown) => unknown
  /** The number of the report that it was last called with, 0 for none. */
  heard: number
}

/** Those that have listeners in this thread. */
const listening = new Set<Progress>()

onThreadEnd(() => {
  for (const progress of listening) progress.end()
})

/** The task reports a value. @throws CaptureError when it can't cross; ThreadError when the arena is full. */
export function reportProgress(future: number, value: unknown): void {
  // one whose future is done already, because its time was up, has nobody to tell
  if (hasState(future, CANCELLED)) return
  const progress = progressOf(future)
  pack(valueHand, value)
  putReport(progress, selfIdent)
  drop(valueHand)
}

/** The future is about to be freed. */
export function freeProgress(future: number): void {
  const progress = load(future + F_PROGRESS)
  if (progress === 0) return
  dropSlot(progress + PG_SLOT)
  free(progress, PROGRESS_BYTES)
}

/** The last report, unless somebody is at it. */
export function visitProgress(future: number, visit: Referents): void {
  const progress = load(future + F_PROGRESS)
  if (progress === 0) return
  visit.memory(PROGRESS_BYTES)
  if (!tryAcquire(progress + PG_MUTEX, selfIdent)) return
  visitSlot(progress + PG_SLOT, visit)
  release(progress + PG_MUTEX)
}

export class Progress {
  /** Keeps the block. */
  readonly #future: object
  readonly #address: number
  #listeners: Listener[] = []
  #waiter = 0
  #isDue = false
  /** The last report that was read here, and its number. */
  #value: unknown
  #count = 0
  readonly #heard = (): void => {
    this.#waiter = 0
    this.#callSoon()
  }

  constructor(future: object, address: number) {
    this.#future = future
    this.#address = address
  }

  get value(): unknown {
    const progress = load(this.#address + F_PROGRESS)
    if (progress === 0 || load(progress + PG_COUNT) === this.#count) return this.#value
    const count = takeReport(progress, selfIdent)
    this.#value = unpack(valueHand)
    this.#count = count
    return this.#value
  }

  /** @returns a function that takes the listener off again. @throws TypeError when it is no function. */
  add(fn: (value: never) => unknown): () => void {
    if (typeof fn !== 'function')
      throw new TypeError(`Expected a function to call with each report, got \`${String(fn)}\``)
    const listener = { call: inThisContext(fn as Listener['call']), heard: 0 }
    this.#listeners.push(listener)
    listening.add(this)
    this.#listen()
    this.#callSoon()
    return () => {
      this.#listeners = this.#listeners.filter((one) => one !== listener)
      if (this.#listeners.length === 0) this.end()
    }
  }

  /** Calls the listeners with what they have not heard. */
  call(): void {
    if (this.#listeners.length === 0) return
    // before it looks: see core/progress.ts
    this.#listen()
    seeToIt(this.#address)
    const isDone = hasState(this.#address, CANCELLED)
    const count = this.#read()
    const value = this.#value
    for (const listener of this.#listeners.slice()) {
      if (listener.heard === count || !this.#listeners.includes(listener)) continue
      listener.heard = count
      this.#callOne(listener, value)
    }
    if (!isDone) return
    // one that a listener has added has heard nothing yet
    this.#listeners = this.#listeners.filter(({ heard }) => heard !== count)
    if (this.#listeners.length === 0) this.end()
  }

  /** Nothing is called any more. */
  end(): void {
    this.#listeners = []
    listening.delete(this)
    const waiter = this.#waiter
    this.#waiter = 0
    // one that has been signalled already is handled, and finds that there is nothing to do
    if (waiter !== 0) withdrawSignal(waiter, this.#heard)
  }

  #listen(): void {
    if (this.#waiter !== 0 && isAwaited(this.#waiter, this.#heard)) return
    const list = progressOf(this.#address) + PG_LIST
    this.#waiter = enlist(list, self, selfIdent)
    onSignal(list, this.#waiter, this.#heard)
  }

  #callSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      this.call()
    })
  }

  /** @returns the number of the last report that can be read. */
  #read(): number {
    try {
      void this.value
    } catch (error) {
      this.#complain('reading the progress of', error)
    }
    return this.#count
  }

  #callOne({ call }: Listener, value: unknown): void {
    try {
      call(value)
    } catch (error) {
      this.#complain('exception calling a listener for the progress of', error)
    }
  }

  #complain(what: string, error: unknown): void {
    complain('concurrent.futures', 'error', `${what} ${String(this.#future)}`, error)
  }
}
