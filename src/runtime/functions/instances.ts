/** Instances of the program's classes: their class and their own fields. Fields that cannot cross throw when touched. */
import { InspectorUnavailable, privateNames } from '../../platform/inspector.ts'
import { isWeakMap, isWeakSet } from '../../platform/value-types.ts'
import type { Decoder, Encoder } from '../codec/index.ts'
import { describe, knownDescription } from './describe.ts'
import { PendingClass } from './pending.ts'
import { Refusal } from './refusal.ts'
import { addressOf } from './well-known.ts'
import type { Address } from './well-known.ts'
import { writeSoftly } from './write-function.ts'

/** Classes of Node that are plain JavaScript all through: those derived from them lose nothing. */
const COPYABLE_BASES = new Set(['EventEmitter'])

export function writeInstance(o: object, to: Encoder): void {
  const prototype = Object.getPrototypeOf(o) as object
  const owner = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown
  if (typeof owner !== 'function' || owner.prototype !== prototype) {
    to.refuse('its prototype is not a class that can be found; send a plain object such as `{ ...it }`')
  }
  if (!ownClasses.has(owner)) refuseForeign(o, owner, to)
  refusePrivate(o, owner, to)
  to.path.push(`class ${nameOf(owner)}`)
  to.value(owner)
  to.path.pop()
  to.remember(o)
  const names = Object.keys(o)
  to.uint(names.length)
  for (const name of names) {
    to.string(name)
    writeSoftly(to, `.${name}`, (o as Record<string, unknown>)[name])
  }
}

export function readInstance(from: Decoder): object {
  const owner = from.value() as Function | PendingClass
  const o = Object.create(PendingClass.is(owner) ? Object.prototype : (owner.prototype as object)) as object
  if (PendingClass.is(owner)) owner.whenMade((made) => Object.setPrototypeOf(o, made.prototype as object))
  from.remember(o)
  for (let count = from.uint(); count > 0; count--) {
    const name = from.string()
    const value = from.value()
    if (name in o)
      Object.defineProperty(o, name, { value, writable: true, enumerable: true, configurable: true })
    else (o as Record<string, unknown>)[name] = value
  }
  return o
}

function nameOf(owner: Function): string {
  return owner.name === '' ? '(anonymous)' : owner.name
}

/** Classes that were found to be the program's own, all the way up. */
const ownClasses = new WeakSet<Function>()

/** Sockets, timers, streams: what the engine or Node made is more than its fields. */
function refuseForeign(o: object, owner: Function, to: Encoder): void {
  const address = builtinAddress(owner)
  if (address !== undefined)
    to.refuse(`it is a ${publicName(owner, address)} object, which belongs to this thread`)
  try {
    describe(owner)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    to.refuse(
      `it is a ${nameOf(owner)} object, which belongs to this thread (its class cannot be sent: ${error.why})`,
    )
  }
  for (
    let p = Object.getPrototypeOf(Object.getPrototypeOf(o)) as object | null;
    p !== null;
    p = Object.getPrototypeOf(p) as object | null
  ) {
    const above: unknown = Object.getOwnPropertyDescriptor(p, 'constructor')?.value
    if (typeof above !== 'function' || above === Object) continue
    const base = builtinAddress(above)
    if (base !== undefined && !COPYABLE_BASES.has(above.name)) {
      to.refuse(
        `it is a ${nameOf(owner)} object, based on ${publicName(above, base)}, which belongs to this thread`,
      )
    }
  }
  ownClasses.add(owner)
}

/** Name of the class of the engine or of Node that objects with this prototype are of, or of one above it. */
export function foreignClass(prototype: object): string | undefined {
  for (let p: object | null = prototype; p !== null; p = Object.getPrototypeOf(p) as object | null) {
    const owner: unknown = Object.getOwnPropertyDescriptor(p, 'constructor')?.value
    if (typeof owner !== 'function' || owner === Object || COPYABLE_BASES.has(owner.name)) continue
    const address = builtinAddress(owner)
    if (address !== undefined) return publicName(owner, address)
  }
  return undefined
}

function builtinAddress(owner: Function): Address | undefined {
  const address = addressOf(owner)
  return address === undefined || (address.base !== undefined && !address.base.startsWith('node:'))
    ? undefined
    : address
}

function publicName(owner: Function, { base }: Address): string {
  return base === undefined ? nameOf(owner) : `${base.slice('node:'.length)}.${nameOf(owner)}`
}

const mayHavePrivate = new WeakMap<Function, boolean>()

/** Private fields cannot be read from outside, so such an instance would arrive broken. */
function refusePrivate(o: object, owner: Function, to: Encoder): void {
  if (!declaresPrivate(owner)) return
  const names = loweredPrivate(o, owner) ?? safePrivateNames(o)
  if (names.length === 0) return
  to.refuse(
    `it is a ${nameOf(owner)} with private fields (${names.join(', ')}), which JavaScript cannot copy; ` +
      'make it a shared object with shared(...), or pass its data',
  )
}

function safePrivateNames(o: object): string[] {
  try {
    return privateNames(o)
  } catch (error) {
    if (!(error instanceof InspectorUnavailable)) throw error
    return ['#...']
  }
}

function declaresPrivate(owner: Function): boolean {
  let found = mayHavePrivate.get(owner)
  if (found === undefined) {
    found = false
    for (
      let c: unknown = owner;
      typeof c === 'function' && c !== Function.prototype && !found;
      c = Object.getPrototypeOf(c)
    ) {
      found = /#[\p{ID_Start}$_]|classPrivate/u.test(Function.prototype.toString.call(c))
    }
    mayHavePrivate.set(owner, found)
  }
  return found
}

/** Compilers for old targets keep private fields in WeakMaps around the class. */
function loweredPrivate(o: object, owner: Function): string[] | undefined {
  const known = knownDescription(owner) ?? describe(owner)
  if (known.form !== 'closure' || !known.unit.text.includes('classPrivate')) return undefined
  const stores = known.values.filter(
    (value) => typeof value === 'object' && value !== null && (isWeakMap(value) || isWeakSet(value)),
  )
  return stores.some((store) => (store as WeakMap<object, unknown>).has(o)) ? ['#...'] : []
}
