/**
 * What the program wants done when main has ended, before threads are waited for: last registered, first run, by main.
 *
 * Main keeps its own functions. Those of other threads come as messages on a stack: ATEXIT is the newest entry { next,
 * order, message }, 0 for none, CLOSED once main runs them. They push by compareExchange and main takes all by exchange,
 * so a registration either is run or sees CLOSED. ATEXIT_ORDER, by add, tells in which order all came.
 */
import { add, compareExchange, exchange, load, store } from '#atomics'
import { allocate, free } from '../core/arena.ts'
import { ATEXIT, ATEXIT_ORDER, MAIN_THREAD } from '../core/layout.ts'
import { KeyboardInterrupt, ThreadError } from '../errors.ts'
import { inspectError } from '../platform/inspect.ts'
import { freeMessage } from './message.ts'
import { decodeMessage, encodeMessage } from './messages.ts'
import { self } from './self.ts'
import { writeNow } from './whole-write.ts'

type Callback = (...args: readonly unknown[]) => unknown
interface Call {
  readonly order: number
  readonly make: () => void
}
interface Sent {
  readonly fn: Callback
  readonly args: readonly unknown[]
}

/** No address. */
const CLOSED = 1
const NEXT = 0
const ORDER = 4
const MESSAGE = 8
const ENTRY_BYTES = 16

let own: Call[] = []

/**
 * @throws ThreadError `can't register atexit after shutdown` when main has ended.
 * @throws CaptureError when the function can't cross from this thread to main.
 */
export function callAtExit(fn: Callback, args: readonly unknown[]): void {
  refuseIfClosed(load(ATEXIT))
  if (self === load(MAIN_THREAD)) {
    own.push({ order: add(ATEXIT_ORDER, 1), make: () => fn(...args) })
    return
  }
  const message = encodeMessage({ fn, args } satisfies Sent)
  const entry = allocate(ENTRY_BYTES)
  store(entry + ORDER, add(ATEXIT_ORDER, 1))
  store(entry + MESSAGE, message)
  try {
    push(entry)
  } catch (error) {
    freeMessage(message)
    free(entry, ENTRY_BYTES)
    throw error
  }
}

/** Whether anything is registered and has not been run. */
export function hasExitCalls(): boolean {
  return own.length > 0 || load(ATEXIT) > CLOSED
}

/** In main, which has ended: calls what was registered, once. An error is reported and keeps none from running. */
export function makeExitCalls(): void {
  const sent = exchange(ATEXIT, CLOSED)
  if (sent === CLOSED) return
  const calls = [...own, ...received(sent)].sort((a, b) => b.order - a.order)
  own = []
  for (const { make } of calls) {
    try {
      make()
    } catch (error) {
      if (error instanceof KeyboardInterrupt) throw error
      writeNow(2, `Exception ignored in a function registered by registerAtexit:\n${inspectError(error)}\n`)
    }
  }
}

function push(entry: number): void {
  for (;;) {
    const newest = load(ATEXIT)
    refuseIfClosed(newest)
    store(entry + NEXT, newest)
    if (compareExchange(ATEXIT, newest, entry) === newest) return
  }
}

function refuseIfClosed(newest: number): void {
  if (newest === CLOSED) throw new ThreadError("can't register atexit after shutdown")
}

function received(newest: number): Call[] {
  const calls: Call[] = []
  for (let entry = newest; entry !== 0;) {
    const message = load(entry + MESSAGE)
    const order = load(entry + ORDER)
    const make = (): void => {
      const { fn, args } = decodeMessage(message) as Sent
      freeMessage(message)
      fn(...args)
    }
    calls.push({ order, make })
    const next = load(entry + NEXT)
    free(entry, ENTRY_BYTES)
    entry = next
  }
  return calls
}
