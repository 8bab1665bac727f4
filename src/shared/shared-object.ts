/**
 * `shared()`: objects of the program's own classes, plain objects and arrays in shared memory. This is the kind, and what
 * users call; what a handle does is shared/object-handle.ts and shared/array-handle.ts.
 *
 * Block of OBJECT_BYTES: the header of core/objects.ts and the words OB_….
 */
import { load } from '#atomics'
import { AS_ARRAY, OB_NAMES, OB_TYPE, OBJECT_BYTES, TAG_OBJECT, OB_MUTEX } from '../core/object-layout.ts'
import { describeBriefly, isSharedArrayBuffer } from '../platform/value-types.ts'
import { dropObject, guardedBy, ObjectKind } from '../runtime/object-kind.ts'
import { isShared, registerShared } from '../runtime/shared-registry.ts'
import { ArrayHandler } from './array-handle.ts'
import { makeArray } from './array-memory.ts'
import { ARRAY_TYPES } from './array-types.ts'
import { isOnSharedMemory, kindOfField } from './field-kinds.ts'
import { buildObject } from './object-build.ts'
import { FieldsHandler } from './object-handle.ts'
import { handlerOf } from './object-handler.ts'
import type { ObjectHome } from './object-handler.ts'
import { releaseObject, visitObject } from './object-release.ts'
import { isPrepared, letCross, noteCrossed, prototypeOf, withClassOf } from './object-types.ts'

const kind: ObjectKind<object> = new ObjectKind<object>({
  tag: TAG_OBJECT,
  bytes: OBJECT_BYTES,
  name: 'shared object',
  revive(address) {
    if (load(address + OB_NAMES) === AS_ARRAY) return new ArrayHandler(address, home).proxy
    return new FieldsHandler(address, prototypeOf(load(address + OB_TYPE)), home).proxy
  },
  release: releaseObject,
  referents: visitObject,
  guard: guardedBy(OB_MUTEX),
})

const home: ObjectHome = {
  refer(address) {
    letCross(address, true)
    return kind.refer(address)
  },
  dispose: (address) => kind.dispose(address),
}

/**
 * Moves an object into shared memory: gives a handle that behaves as the object and is the same object in every thread it
 * crosses to, as an argument, in a closure, on a queue, in another shared object, as a result.
 *
 * Its fields are numbers, texts, booleans, bigints, null, undefined, Dates, shared objects of all kinds (locks, queues,
 * maps…), typed arrays, which become shared arrays, and objects and arrays, which become shared objects themselves. A part
 * of a shared array (`subarray()`, a DataView) stays a view of that array's memory, and so does, once a
 * thread has been started, what lies on a SharedArrayBuffer; each reading of the field gives another view of it. All else is refused, by name, when it is set. Methods, getters and setters are those of the class and run in the thread
 * that calls them, with the handle as `this`. Classes that use `#private` members are refused; TypeScript's `private` is
 * fine.
 *
 * `value` itself stays an ordinary object, and is no part of the shared one. What a field gives of a Date, a RegExp or an
 * error is a copy: changing it does not change the field.
 *
 * **Each single read and write of a field is one step**, and so is each call of `push()`, `pop()`, `shift()`, `unshift()`,
 * `splice()`, `sort()` and `reverse()` of an array. `object.x += 1` is two, between which other threads may write: hold a
 * lock around it, or use {@link update}, or make the field an `AtomicInt32`.
 *
 * Numbers, booleans, null and undefined are read without a lock, in the time of some calls. Deleting a field, or having more
 * than 64, makes an object slower.
 *
 * Memory: what a thread wrote before it wrote a field is visible to who reads that. The object is freed when no thread has
 * a handle and nothing refers to it; {@link dispose} lets go of it at once. Handles have `[Symbol.dispose]`, too, unless the
 * class has its own.
 *
 * @param value - An object of a class of the program, a plain object or an array. What is shared already is returned.
 * @returns the handle: one per thread and object, so `===` tells whether two are the same.
 * @throws TypeError naming what can't be shared. @throws ThreadError when the arena is full.
 *
 * @example
 * class Account {
 *   balance = 1000
 *   lock = new Lock()
 *   withdraw(amount: number) {
 *     this.lock.acquire()
 *     this.balance -= amount
 *     this.lock.release()
 *   }
 * }
 * const account = shared(new Account())
 * const threads = [300, 200].map((amount) => new Thread({ target: () => account.withdraw(amount) }))
 * for (const thread of threads) thread.start()
 * for (const thread of threads) thread.join()
 * console.log(account.balance) // 500
 *
 * @see Python: any object, as all threads share it; `multiprocessing.Manager().Namespace()`. Differs: what is stored in a field
 *   is moved too, so a list put into two objects becomes two lists.
 */
export function shared<T extends object>(value: T): T {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    throw new TypeError(
      `Expected an object to share, got \`${String(value)}\` (${typeof value}); a single number is a Value or an AtomicInt32`,
    )
  const where = (): string => nameOf(value)
  const kindOf = kindOfField(value, where)
  if (kindOf !== 'value') {
    const made = buildObject(value, where)
    return withClassOf(value, () => kind.settle(made)) as T
  }
  if (isShared(value) || isSharedArrayBuffer(value)) return value as unknown as T
  if (ArrayBuffer.isView(value) && isOnSharedMemory(value)) return value
  const type = ARRAY_TYPES.findIndex((each) => value instanceof each)
  if (type < 0) throw new TypeError(`cannot share ${where()}: it is one value and not an object with fields`)
  const values = value as unknown as Uint8Array
  return makeArray(type, values.length, (array) => array.set(values as never)) as unknown as T
}

function nameOf(value: object): string {
  if (Array.isArray(value)) return 'the array'
  const owner: unknown = value.constructor
  const name = typeof owner === 'function' ? owner.name : ''
  return name === '' || name === 'Object' ? 'the object' : `the ${name}`
}

/**
 * This thread lets go of a shared object now; any later use of the handle throws ThreadError. Other threads, and objects that
 * refer to it, keep it.
 *
 * @throws TypeError for what is no shared object.
 */
export function dispose(object: object): void {
  const handler = typeof object === 'object' && object !== null ? handlerOf(object) : undefined
  if (handler !== undefined) return handler.dispose()
  const { dispose: named, [Symbol.dispose]: own = named } = (object ?? {}) as Partial<Disposable> & {
    dispose?: () => void
  }
  if (typeof object !== 'object' || object === null || !isShared(object) || typeof own !== 'function')
    throw new TypeError(`Expected a shared object, got \`${describeBriefly(object)}\``)
  own.call(object)
}

/**
 * Sets a field of a shared object to what `change` makes of it, in one step: no other thread writes to the object meanwhile.
 *
 * @param key - The field's name; of an array, an index.
 * @param change - Called once, in this thread, with the value, undefined if there is none. Keep it short; it must not use
 *   this object.
 * @returns what the field is then.
 * @throws what `change` throws, TypeError for what can't be shared; nothing has changed then. @throws ThreadError when
 *   `change` uses the object.
 *
 * @example
 * const page = shared({ visits: 0 })
 * update(page, 'visits', (visits) => visits + 1)
 * console.log(page.visits) // 1
 */
export function update<T extends object, K extends keyof T & (string | number)>(
  object: T,
  key: K,
  change: (value: T[K]) => T[K],
): T[K] {
  const handler = typeof object === 'object' && object !== null ? handlerOf(object) : undefined
  if (handler === undefined)
    throw new TypeError(`Expected a shared object, got \`${describeBriefly(object)}\``)
  if (typeof change !== 'function')
    throw new TypeError(`Expected a function that makes the new value, got \`${describeBriefly(change)}\``)
  return handler.update(String(key), change as (value: unknown) => unknown) as T[K]
}

registerShared(
  TAG_OBJECT,
  // what stands for it while modules are loaded is thrown away with the rest of the message
  (address) => {
    noteCrossed()
    return kind.knows(address) || isPrepared(address) ? kind.at(address) : {}
  },
  dropObject,
)
