/**
 * A thread's job as it crosses: what `start()` encodes and the carrier calls.
 *
 * The message: a kind, then for CALL the target and its arguments, for RUN the class of a Thread subclass, its own
 * fields, and the target and arguments that its `run()` may use.
 */
import type { Decoder, Encoder } from '../runtime/codec/index.ts'
import { nameFunction } from '../runtime/functions/index.ts'
import { encodeWith } from '../runtime/messages.ts'
import { makeHandle, rememberThread } from './thread-handles.ts'
import { retain } from '../runtime/thread-block.ts'

export interface Job {
  /** The subclass instance whose `run()` is to be called; undefined for a plain Thread. */
  readonly self: object | undefined
  readonly target: ((...args: never[]) => unknown) | undefined
  readonly args: readonly unknown[]
  readonly name: string
  readonly daemon: boolean
}

type Target = ((...args: unknown[]) => unknown) | undefined
type Runnable = { run(): unknown }
type Prepared = (target: Target, args: unknown[]) => void

const CALL = 0
const RUN = 1

/** @throws CaptureError naming what can't cross. */
export function encodeJob({ self, target, args }: Job): number {
  return encodeWith((to) => {
    to.u8(self === undefined ? CALL : RUN)
    if (self !== undefined) {
      named(to, `class ${self.constructor.name}`, self.constructor)
      named(to, 'this', { ...self })
    }
    named(to, typeof target === 'function' ? nameFunction(target) : undefined, target)
    to.uint(args.length)
    for (const [index, value] of args.entries()) named(to, `argument ${index}`, value)
  })
}

/** A decoded job. */
export interface ReceivedJob {
  /** Class and fields of the Thread subclass whose `run()` is to be called. */
  readonly subclass: { readonly as: new () => object; readonly fields: object } | undefined
  readonly target: Target
  readonly args: unknown[]
}

export function readJob(from: Decoder): ReceivedJob {
  const subclass =
    from.u8() === RUN ? { as: from.value() as new () => object, fields: from.value() as object } : undefined
  const target = from.value() as Target
  const args = Array.from({ length: from.uint() }, () => from.value())
  return { subclass, target, args }
}

/**
 * Calls the job of the thread at `block`, in its carrier.
 * @param prepare - gives a subclass's handle its target and arguments, for `super.run()`.
 */
export function callJob(block: number, job: ReceivedJob, prepare: (handle: object) => Prepared): unknown {
  const { subclass, target, args } = job
  if (subclass === undefined) return target?.(...args)
  const handle = Object.assign(makeHandle(block, subclass.as), subclass.fields)
  retain(block)
  rememberThread(block, handle)
  prepare(handle)(target, args)
  return (handle as Runnable).run()
}

function named(to: Encoder, name: string | undefined, value: unknown): void {
  if (name !== undefined) to.path.push(name)
  to.value(value)
  if (name !== undefined) to.path.pop()
}
