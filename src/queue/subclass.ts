/**
 * Queues of the program's own classes: the queue crosses as itself, and the other thread's handle gets the class and
 * the fields. Both lie in Q_MAKING, a message that is encoded when the queue first crosses and never changes again.
 *
 * The class's constructor does not run again. Fields are copied as any value is, and shared objects in them are the
 * same objects; so methods can use locks and queues of the object in any thread.
 */
import { compareExchange, load } from '#atomics'
import { Q_MAKING } from '../core/queue-layout.ts'
import { CaptureError } from '../errors.ts'
import { decodeKept } from '../runtime/kept-message.ts'
import { freeMessage } from '../runtime/message.ts'
import { encodeMessage } from '../runtime/messages.ts'
import { privateMember } from '../runtime/codec/index.ts'

type QueueClass = abstract new (...args: never[]) => object
interface Making {
  readonly as: QueueClass
  readonly fields: Readonly<Record<string, unknown>>
}

/** Queues whose class is on its way into Q_MAKING: it may well refer to them. */
const encoding = new WeakSet<object>()
/** Handles that came from another thread and have their fields. */
const dressed = new WeakSet<object>()

/**
 * Called when `queue` crosses.
 * @param own - the class of this library that it derives from.
 * @throws CaptureError when the class or a field can't cross.
 */
export function keepMaking(queue: object, address: number, own: QueueClass): void {
  const as = queue.constructor as QueueClass
  if (load(address + Q_MAKING) !== 0 || encoding.has(queue)) return
  refusePrivate(as, own)
  encoding.add(queue)
  try {
    const message = encodeMessage({ as, fields: { ...queue } } satisfies Making)
    // another thread may have been faster: module-level twins have the same class
    if (compareExchange(address + Q_MAKING, 0, message) !== 0) freeMessage(message)
  } finally {
    encoding.delete(queue)
  }
}

/**
 * Called whenever the queue arrives in a thread that did not make it: gives the handle its class, and its fields when it
 * has none yet. If modules are missing, the receiver loads them and this is called once more.
 */
export function dress(queue: object, address: number): void {
  const making = load(address + Q_MAKING)
  if (making === 0 || encoding.has(queue)) return
  encoding.add(queue)
  try {
    const decoded = decodeKept(making) as Making | undefined
    if (decoded === undefined) return
    Object.setPrototypeOf(queue, decoded.as.prototype as object)
    if (dressed.has(queue)) return
    dressed.add(queue)
    Object.assign(queue, decoded.fields)
  } finally {
    encoding.delete(queue)
  }
}

function refusePrivate(as: QueueClass, own: QueueClass): void {
  for (let at: unknown = as; typeof at === 'function' && at !== own; at = Object.getPrototypeOf(at)) {
    const name = privateMember(Function.prototype.toString.call(at))
    if (name === undefined) continue
    throw new CaptureError(
      `cannot send the ${as.name} to another thread: its class has the private member ${name}, which cannot be read from outside; use a public field`,
    )
  }
}
