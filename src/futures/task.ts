/** A task as it crosses: the function and its arguments, and how it ended. */
import type { Decoder, Encoder } from '../runtime/codec/index.ts'
import { writeThrown } from '../runtime/codec/index.ts'
import { explainWrite, nameFunction } from '../runtime/functions/index.ts'
import { encodeWith } from '../runtime/messages.ts'
import type { PlaceFor } from '../runtime/messages.ts'
import { pack, packMade } from '../runtime/item.ts'
import { CaptureError, ThreadError } from '../errors.ts'

export type Callable = (...args: unknown[]) => unknown
export interface Task {
  readonly fn: Callable
  readonly args: unknown[]
  /** Of a pool with storages [futures/task-context.ts]. */
  readonly stores?: readonly unknown[]
}
/** An error of a task, and the name of the thread that ran it, '' for none. */
export interface Failure {
  readonly thread: string
  readonly error: unknown
}

/**
 * @param stores - of a pool with storages; read by {@link readTaskAndStores} then.
 * @param placeFor - memory for a small one.
 * @throws CaptureError naming what can't cross.
 */
export function encodeTask(
  fn: Callable,
  args: readonly unknown[],
  stores: readonly unknown[] | undefined,
  placeFor?: PlaceFor,
): number {
  try {
    return encodeWith((to) => {
      to.value(fn)
      writeAll(to, args)
      if (stores !== undefined) writeAll(to, stores)
    }, placeFor)
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    return encodeNamed(fn, args, stores)
  }
}

function writeAll(to: Encoder, values: readonly unknown[]): void {
  to.uint(values.length)
  for (let n = 0; n < values.length; n++) to.value(values[n])
}

/** The same again, when it failed: to keep the names of all parts at hand would take longer than to write them. */
function encodeNamed(fn: Callable, args: readonly unknown[], stores: readonly unknown[] | undefined): number {
  return encodeWith((to) => {
    named(to, nameFunction(fn), fn)
    to.uint(args.length)
    for (let n = 0; n < args.length; n++) named(to, `argument ${n}`, args[n])
    if (stores === undefined) return
    to.uint(stores.length)
    for (let n = 0; n < stores.length; n++) named(to, `store ${n} of the pool's context`, stores[n])
  })
}

export function readTask(from: Decoder): Task {
  return { fn: from.value() as Callable, args: readAll(from) }
}

export function readTaskAndStores(from: Decoder): Task {
  return { fn: from.value() as Callable, args: readAll(from), stores: readAll(from) }
}

function readAll(from: Decoder): unknown[] {
  const count = from.uint()
  const values: unknown[] = []
  for (let n = 0; n < count; n++) values.push(from.value())
  return values
}

/** Puts an error into the hand. */
export function packFailure(error: unknown, thread: string): void {
  packMade(encodeFailure(explainWrite(error), thread))
}

export function readFailure(from: Decoder): Failure {
  return { thread: from.value() as string, error: from.value() }
}

/** Puts a task's result into the hand. @throws ThreadError when it can't cross. */
export function packResult(value: unknown): void {
  try {
    pack(value)
  } catch (cause) {
    throw new ThreadError("the task's result can't cross to other threads", { cause })
  }
}

/** For {@link readFailure}. Whatever was thrown, something of it crosses. */
export function encodeFailure(error: unknown, thread: string): number {
  try {
    return encodeWith((to) => {
      to.value(thread)
      writeThrown(error, to)
    })
  } catch (cause) {
    const shown = new ThreadError(`threw a value that can't cross to other threads: ${String(error)}`, {
      cause,
    })
    return encodeWith((to) => {
      to.value(thread)
      writeThrown(shown, to)
    })
  }
}

function named(to: Encoder, name: string, value: unknown): void {
  to.path.push(name)
  to.value(value)
  to.path.pop()
}
