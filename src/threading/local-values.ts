/**
 * The attributes of one `Local` as this isolate sees them: an object per thread, found by the ident of the thread that
 * runs, because a carrier runs one thread after another while its modules keep the same `Local`.
 *
 * The object of the running thread is kept at hand with that thread's ident (idents are never used twice), so a read is
 * one comparison and one property. When a thread is gone, every `LocalValues` that it touched drops its object.
 */
import { disposed } from '../runtime/disposed.ts'
import { selfIdent } from '../runtime/self.ts'
import { onThreadGone } from '../runtime/thread-end.ts'

/** Attributes are properties of any name. */
export type Values = Record<PropertyKey, unknown>

/** Those that hold an object, weakly: a `Local` that nobody has any more takes its values along. */
let touched: WeakRef<LocalValues>[] = []
const FIRST_PRUNE = 64
let pruneAt = FIRST_PRUNE

onThreadGone(() => {
  for (const ref of touched) ref.deref()?.forget()
  touched = []
  pruneAt = FIRST_PRUNE
})

function remember(ref: WeakRef<LocalValues>): void {
  if (touched.length >= pruneAt) {
    touched = touched.filter((known) => known.deref() !== undefined)
    pruneAt = Math.max(FIRST_PRUNE, touched.length * 2)
  }
  touched.push(ref)
}

/** Handler of the Proxy that users hold. */
export class LocalValues implements ProxyHandler<object> {
  #values: Values = {}
  /** Whose values these are: 0 for nobody's. */
  #ident = 0
  #isClosed = false
  readonly #prototype: () => object
  readonly #make: () => void
  readonly #ref = new WeakRef(this)
  /** What users hold. */
  readonly proxy: object

  /**
   * @param target - what Node looks at when it prints the Proxy; it never gets a property.
   * @param prototype - of the running thread's object: where methods come from.
   * @param make - runs the constructor of a subclass once more, for a thread that has come.
   */
  constructor(target: object, prototype: () => object, make: () => void) {
    this.proxy = new Proxy(target, this)
    this.#prototype = prototype
    this.#make = make
  }

  /** An empty object for the running thread. */
  begin(prototype: object): void {
    this.#values = Object.create(prototype) as Values
    this.#ident = selfIdent
    remember(this.#ref)
  }

  /** This thread has disposed of the `Local`: nobody has values any more. */
  close(): void {
    this.forget()
    this.#isClosed = true
  }

  forget(): void {
    this.#values = {}
    this.#ident = 0
  }

  /** The running thread's object. @throws what the subclass's constructor throws; the next use tries again then. */
  #here(): Values {
    if (this.#ident === selfIdent) return this.#values
    if (this.#isClosed) disposed('Local')
    this.begin(this.#prototype())
    try {
      this.#make()
    } catch (error) {
      this.forget()
      throw error
    }
    return this.#values
  }

  get(_target: object, key: PropertyKey, receiver: unknown): unknown {
    return Reflect.get(this.#ident === selfIdent ? this.#values : this.#here(), key, receiver)
  }

  set(_target: object, key: PropertyKey, value: unknown, receiver: unknown): boolean {
    const values = this.#ident === selfIdent ? this.#values : this.#here()
    // the general way takes the traps below, which costs 10 times as much
    if (receiver !== this.proxy || !Object.hasOwn(values, key))
      return Reflect.set(values, key, value, receiver)
    values[key] = value
    return true
  }

  has(_target: object, key: PropertyKey): boolean {
    return key in this.#here()
  }

  deleteProperty(_target: object, key: PropertyKey): boolean {
    return Reflect.deleteProperty(this.#here(), key)
  }

  ownKeys(): ArrayLike<string | symbol> {
    return Reflect.ownKeys(this.#here())
  }

  getOwnPropertyDescriptor(_target: object, key: PropertyKey): PropertyDescriptor | undefined {
    return Reflect.getOwnPropertyDescriptor(this.#here(), key)
  }

  /** All attributes can be deleted: the engine allows a Proxy no other property that its target lacks. */
  defineProperty(_target: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    if (descriptor.configurable === false) return false
    return Reflect.defineProperty(this.#here(), key, { ...descriptor, configurable: true })
  }

  getPrototypeOf(): object | null {
    return Object.getPrototypeOf(this.#here()) as object | null
  }

  setPrototypeOf(): boolean {
    return false
  }

  preventExtensions(): boolean {
    return false
  }
}
