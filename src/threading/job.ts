/**
 * A thread's job as it crosses: what `start()` encodes and the carrier calls.
 *
 * The message: a kind, then for CALL the target and its arguments, for RUN the class of a Thread subclass, its own
 * fields, and the target and arguments that its `run()` may use.
 */
import { Decoder } from '../runtime/codec/index.ts'
import type { Encoder } from '../runtime/codec/index.ts'
import { messageBytes } from '../runtime/message.ts'
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
    named(to, undefined, target)
    to.uint(args.length)
    for (const [index, value] of args.entries()) named(to, `argument ${index}`, value)
  })
}

/**
 * Calls the job of the thread at `block`, in its carrier.
 * @param prepare - gives a subclass's handle its target and arguments, for `super.run()`.
 */
export function callJob(block: number, message: number, prepare: (handle: object) => Prepared): unknown {
  const from = new Decoder(messageBytes(message))
  const handle = from.u8() === RUN ? subclassHandle(block, from) : undefined
  const target = from.value() as Target
  const args = Array.from({ length: from.uint() }, () => from.value())
  if (handle === undefined) return target?.(...args)
  prepare(handle)(target, args)
  return (handle as Runnable).run()
}

/** `this` of `run()`: a handle of the running thread with the subclass's methods and the fields it had at the start. */
function subclassHandle(block: number, from: Decoder): object {
  const as = from.value() as new () => object
  const handle = makeHandle(block, as)
  retain(block)
  rememberThread(block, handle)
  return Object.assign(handle, from.value())
}

function named(to: Encoder, name: string | undefined, value: unknown): void {
  if (name !== undefined) to.path.push(name)
  to.value(value)
  if (name !== undefined) to.path.pop()
}
