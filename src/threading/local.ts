/**
 * `Local`: an object whose attributes are each thread's own. A handle is a Proxy over the attributes of the running
 * thread (local-values.ts).
 *
 * Block of LOCAL_BYTES: the header of core/objects.ts, and LO_MAKING, the message with the class of a subclass's object
 * and its constructor's arguments; 0 until the object first crosses. Whoever lets it cross stores it by
 * compareExchange; it never changes again.
 */
import { compareExchange, load } from '#atomics'
import { LO_MAKING, LOCAL_BYTES, TAG_LOCAL } from '../core/layout.ts'
import { disposed } from '../runtime/disposed.ts'
import { prepareKept } from '../runtime/kept-message.ts'
import { freeMessage } from '../runtime/message.ts'
import { decodeMessage, encodeMessage } from '../runtime/messages.ts'
import { dropObject, ObjectKind } from '../runtime/object-kind.ts'
import { registerShared, SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { LocalValues } from './local-values.ts'

type LocalClass = new (...args: unknown[]) => object
/** How an object of a subclass is made again for another thread. */
interface Making {
  readonly as: LocalClass
  readonly args: readonly unknown[]
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom')
type Inspect = (value: unknown, options: unknown) => string

const kind = new ObjectKind<object>({
  tag: TAG_LOCAL,
  bytes: LOCAL_BYTES,
  name: 'Local',
  revive: () => new ThreadLocal(),
  release(address) {
    const message = load(address + LO_MAKING)
    if (message !== 0) freeMessage(message)
  },
  referents(address, visit) {
    const message = load(address + LO_MAKING)
    if (message !== 0) visit.message(message)
  },
})

/** What this isolate knows of each handle. */
class Handle {
  address = 0
  readonly values: LocalValues
  /** Of a handle that the program made here and did not get from another thread. */
  readonly #making: Making | undefined
  /** LO_MAKING is being encoded: the class may well refer to this object. */
  #encoding = false
  #modulesLoaded = false

  constructor(target: object, making: Making | undefined) {
    this.#making = making
    this.values = new LocalValues(
      target,
      () => this.#howMade().as.prototype as object,
      () => this.#construct(),
    )
  }

  #howMade(): Making {
    const message = load(this.address + LO_MAKING)
    if (message === 0) return this.#making ?? PLAIN
    const { as, args } = decodeMessage(message) as Making
    return { as: this.#making?.as ?? as, args }
  }

  #construct(): void {
    const { as, args } = this.#howMade()
    if (as === ThreadLocal) return
    const outer = remaking
    remaking = { as, proxy: this.values.proxy }
    try {
      Reflect.construct(as, args)
    } catch (error) {
      throw explained(error, as)
    } finally {
      remaking = outer
    }
  }

  refer(): SharedRef {
    if (this.#making !== undefined && this.#making.as !== ThreadLocal && !this.#encoding) this.#keepMaking()
    return kind.refer(this.address || disposed('Local'))
  }

  #keepMaking(): void {
    if (load(this.address + LO_MAKING) !== 0) return
    this.#encoding = true
    try {
      const message = encodeMessage(this.#making)
      // another thread's handle, made at module level there, may have been faster
      if (compareExchange(this.address + LO_MAKING, 0, message) !== 0) freeMessage(message)
    } finally {
      this.#encoding = false
    }
  }

  /** The object has arrived here in a message: the modules of its class are loaded with those of the message. */
  arrived(): void {
    if (this.#modulesLoaded || this.#making !== undefined) return
    const message = load(this.address + LO_MAKING)
    this.#modulesLoaded = message === 0 || prepareKept(message)
  }
}

const handles = new WeakMap<object, Handle>()
/** Set while a subclass's constructor runs again: what `super()` gives it. */
let remaking: { readonly as: LocalClass; readonly proxy: object } | undefined

function handleOf(local: object): Handle {
  const handle = handles.get(local)
  if (handle === undefined) throw new TypeError('Expected a Local, got an object that inherits from one')
  return handle
}

class ThreadLocal {
  constructor(...args: unknown[]) {
    const as = new.target as LocalClass
    if (remaking?.as === as) {
      const { proxy } = remaking
      remaking = undefined
      return proxy as this
    }
    checkArguments(as, args)
    const adopted = kind.adopting
    const handle = new Handle(this, adopted ? undefined : { as, args })
    const { proxy } = handle.values
    handles.set(proxy, handle)
    handle.address = kind.claim(proxy)
    if (!adopted) handle.values.begin(as.prototype as object)
    return proxy as this
  }

  static {
    Object.defineProperty(this, 'name', { value: 'Local' })
  }

  toString(): string {
    return `<${this.constructor.name} at 0x${handleOf(this).address.toString(16)}>`
  }

  /** This thread lets go of the object, and of all values in it; any later use of this handle throws ThreadError. */
  [Symbol.dispose](): void {
    const handle = handleOf(this)
    kind.disposeIdle(handle.address)
    handle.address = 0
    handle.values.close()
  }

  /** The values that the running thread has. */
  [INSPECT](_depth: number, options: unknown, inspect: Inspect): string {
    return `${this.constructor.name} ${inspect({ ...this }, options)}`
  }

  [SHARED](): SharedRef {
    return handleOf(this).refer()
  }
}

const PLAIN: Making = { as: ThreadLocal, args: [] }

registerShared(
  TAG_LOCAL,
  (address) => {
    const local = kind.at(address)
    handleOf(local).arrived()
    return local
  },
  dropObject,
)

/** As Python: arguments are for the constructor of a subclass. */
function checkArguments(as: LocalClass, args: readonly unknown[]): void {
  if (args.length > 0 && !hasOwnConstructor(as))
    throw new TypeError('Initialization arguments are not supported')
  if (args.length === 0 && as.length > 0) {
    throw new TypeError(
      `the constructor of ${as.name} takes arguments and gives none to super(); write super(…) with all of them: every thread's first use runs the constructor again`,
    )
  }
}

function hasOwnConstructor(as: LocalClass): boolean {
  for (
    let at: object | null = as;
    at !== null && at !== ThreadLocal;
    at = Object.getPrototypeOf(at) as object
  ) {
    if (/\bconstructor\s*\(/.test(Function.prototype.toString.call(at))) return true
  }
  return false
}

function explained(error: unknown, as: LocalClass): unknown {
  if (!(error instanceof TypeError) || !error.message.includes('twice on the same object')) return error
  return new TypeError(
    `${as.name} has #private members, which belong to an object and not to a thread; a subclass of Local needs public ones`,
    { cause: error },
  )
}

/** The constructor of {@link Local}. */
interface LocalConstructor {
  /**
   * @param args - for the constructor of a subclass, which gives all of its own to `super()`.
   * @throws TypeError `Initialization arguments are not supported` when there are any and no subclass's constructor.
   */
  new <T extends object = Record<string, unknown>>(...args: unknown[]): T
  readonly prototype: object
}

/**
 * An object whose attributes are each thread's own: what one thread sets, no other sees.
 *
 * The same `Local` in every thread it crosses to, captured, as an argument or of a module. Values are ordinary values
 * of their thread, of any kind; they are never copied, and are let go when the thread has ended. Flows of one thread
 * share them (`AsyncLocalStorage` of Node is per flow).
 *
 * A subclass: its constructor and its fields run again at the first use in every thread, with what was given to
 * `super()` at first, as the thread gets arguments: copied. It can have methods and accessors, but no #private members.
 *
 * @example
 * const data = new Local<{ n?: number }>()
 * data.n = 1
 * const thread = new Thread({ target: () => data.n })
 * thread.start()
 * console.log(data.n, thread.result())  // 1 undefined
 *
 * @see Python `threading.local`. Differs: `Object.entries(data)` or `{ ...data }` for `data.__dict__`.
 */
export const Local: LocalConstructor = ThreadLocal as unknown as LocalConstructor
/** A {@link Local} with the attributes of `T`. */
export type Local<T extends object = Record<string, unknown>> = T
