/** Writes functions and classes into messages; the mirror is `read-function.ts`, the layout is in `forms.ts`. */
import { CaptureError } from '../../errors.ts'
import { isWeakMap, isWeakSet } from '../../platform/value-types.ts'
import type { Encoder } from '../codec/index.ts'
import { travels } from './code-unit.ts'
import type { CodeUnit, NameBinding } from './code-unit.ts'
import { describe, knownDescription } from './describe.ts'
import type { Bound, Closure, Description } from './describe.ts'
import {
  FORM_BOUND,
  FORM_BOUND_METHOD,
  FORM_CLOSURE,
  FORM_HOME,
  FORM_IMPORT,
  FORM_POISON,
  FORM_STATE,
} from './forms.ts'
import { FORM_PRIVATE_STORE, HAS_NAME, HAS_PROPERTIES, HAS_PROTOTYPE } from './forms.ts'
import {
  hasEnumerable,
  hasPrototypeMethods,
  isClassLike,
  isClassText,
  ownData,
  prototypeData,
} from './function-shape.ts'
import { homeOf } from './homes.ts'
import { writeImported } from './imports.ts'
import { knownAs, writeKnown } from './known.ts'
import { stateMarker, stateVariable } from './module-state.ts'
import { poisonReason, poisonToSend } from './poison.ts'
import { Refusal } from './refusal.ts'
import { isStable } from './stability.ts'
import { isPartOfGroup, writePart } from './write-part.ts'
import { unitNumber } from './unit-store.ts'

/** Stands for a compiler's store of private fields, which starts empty in every thread. */
const privateStores = new WeakMap<Function, number>()

export function writeFunction(f: Function, to: Encoder): void {
  const known = knownAs(f)
  // an imported one gets no properties from here
  if (known?.form === FORM_IMPORT) return writeKnown(f, known, to)
  if (known !== undefined && !hasEnumerable(f)) {
    writeHome(f, to)
    return writeKnown(f, known, to)
  }
  const reason = poisonReason(f)
  if (reason !== undefined) return writePoison(f, reason, to)
  const store = privateStores.get(f)
  if (store !== undefined) return writePrivateStore(f, store, to)
  if (stateVariable(f) !== undefined) return writePart(f, false, to, writeContent)
  // A function that is sent for the first time may be one of thousands (`submit(() => work(i))`): not worth a blob.
  const lasting = knownDescription(f) !== undefined || isPartOfGroup(to)
  const description = describeFor(f, to)
  if (description.form === 'imported') return writeImported(f, description, lasting, to)
  const stable = lasting && stableOrRefusedLater(f)
  if (isClassLike(f) && description.form === 'closure') {
    writeHome(f, to)
    return writePart(f, stable, to, writeContent)
  }
  if (stable) return writePart(f, stable, to, writeContent)
  to.remember(f)
  if (description.form === 'bound') return writeBound(description, to)
  to.u8(FORM_CLOSURE)
  writeClosure(f, description, to)
}

function writeHome(f: Function, to: Encoder): void {
  const home = homeOf(f)
  if (home === undefined) return
  to.u8(FORM_HOME)
  to.uint(home.thread)
  to.uint(home.number)
}

/** What a part's bytes hold: the same as an inline function, without its place in the message's memory. */
function writeContent(f: Function, to: Encoder): void {
  const state = stateVariable(f)
  if (state !== undefined) {
    to.u8(FORM_STATE)
    to.string(state.module)
    to.string(state.name)
    return writeSoftly(to, `\`${state.name}\``, state.value)
  }
  const description = describeFor(f, to)
  if (description.form === 'imported') throw new Error('bug: an imported function became a part')
  if (description.form === 'bound') return writeBound(description, to)
  to.u8(FORM_CLOSURE)
  writeClosure(f, description, to)
}

function describeFor(f: Function, to: Encoder): Description {
  try {
    return describe(f)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    to.path.push(...error.steps)
    return to.refuse(error.why)
  }
}

function stableOrRefusedLater(f: Function): boolean {
  try {
    return isStable(f, describe)
  } catch (error) {
    // Something further in is refused: writing will meet it again, and know the path to it.
    if (!(error instanceof Refusal)) throw error
    return false
  }
}

function writePoison(f: Function, reason: string, to: Encoder): void {
  to.remember(f)
  to.u8(FORM_POISON)
  to.string(reason)
}

function writePrivateStore(f: Function, kind: number, to: Encoder): void {
  to.remember(f)
  to.u8(FORM_PRIVATE_STORE)
  to.u8(kind)
}

function writeBound(bound: Bound, to: Encoder): void {
  const method = methodName(bound)
  if (method === undefined) {
    to.u8(FORM_BOUND)
    step(to, 'bound function', bound.target)
    step(to, 'bound this', bound.self)
  } else {
    to.u8(FORM_BOUND_METHOD)
    step(to, 'bound this', bound.self)
    to.string(method)
  }
  to.uint(bound.args.length)
  bound.args.forEach((argument, i) => step(to, `bound argument ${i}`, argument))
}

/** The name under which the bound object itself has the function: found there again, it may use `super` and `#private`. */
function methodName({ target, self }: Bound): string | undefined {
  if (typeof target !== 'function' || typeof self !== 'object' || self === null) return undefined
  for (let o: object | null = self; o !== null; o = Object.getPrototypeOf(o) as object | null) {
    const property = Object.getOwnPropertyDescriptor(o, target.name)
    if (property !== undefined)
      return property.value === target && target.name !== '' ? target.name : undefined
  }
  return undefined
}

function step(to: Encoder, name: string, value: unknown): void {
  to.path.push(name)
  to.value(value)
  to.path.pop()
}

function writeClosure(f: Function, { unit, values }: Closure, to: Encoder): void {
  to.uint(unitNumber(unit))
  const properties = ownProperties(f, unit.kind === 'class')
  const es5 = unit.kind === 'function' && hasPrototypeMethods(f)
  const named = f.name !== unit.name && typeof f.name === 'string'
  to.u8((named ? HAS_NAME : 0) | (properties.length > 0 ? HAS_PROPERTIES : 0) | (es5 ? HAS_PROTOTYPE : 0))
  if (named) to.string(f.name)
  const soft = isClassText(f)
  let next = 0
  const late: [NameBinding, unknown][] = []
  for (const binding of unit.bindings) {
    if (!travels(binding)) continue
    const value = values[next++]
    if (unit.early.includes(binding.name)) writeBinding(binding, value, unit, false, to)
    else late.push([binding, value])
  }
  for (const [binding, value] of late) writeBinding(binding, value, unit, soft, to)
  if (properties.length > 0) writeEntries(properties, '.', to)
  if (es5) writePrototype(f, to)
}

function ownProperties(f: Function, isClass: boolean): [string, unknown][] {
  const properties = ownData(f)
  // Static functions are made by the class's own text.
  return isClass ? properties.filter(([, value]) => typeof value !== 'function') : properties
}

function writeBinding(
  binding: NameBinding,
  value: unknown,
  unit: CodeUnit,
  soft: boolean,
  to: Encoder,
): void {
  const { text, stateModule } = unit
  if (binding.how === 'state' && stateModule !== undefined) {
    return step(to, `\`${binding.name}\``, stateMarker(stateModule, binding.name, value))
  }
  if (binding.how === 'members') {
    for (const key of binding.keys) {
      writeCaptured(
        `\`${binding.name}\` -> .${key}`,
        (value as Record<string, unknown> | undefined)?.[key],
        text,
        soft,
        to,
      )
    }
  } else writeCaptured(`\`${binding.name}\``, value, text, soft, to)
}

function writeCaptured(name: string, value: unknown, text: string, soft: boolean, to: Encoder): void {
  if (
    typeof value === 'object' &&
    value !== null &&
    text.includes('classPrivate') &&
    (isWeakMap(value) || isWeakSet(value))
  ) {
    const marker = (): void => {}
    privateStores.set(marker, isWeakMap(value) ? 0 : 1)
    return to.value(marker)
  }
  const reason = poisonReason(value)
  const sent = reason === undefined ? value : poisonToSend(reason)
  if (soft) writeSoftly(to, name, sent)
  else step(to, name, sent)
}

/**
 * Writes a value that need not cross: methods of a class may mention a logger or a socket that the thread never touches.
 * What is refused becomes something that says so when it is touched.
 */
export function writeSoftly(to: Encoder, name: string, value: unknown): void {
  const mark = to.mark()
  try {
    step(to, name, value)
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    to.rewind(mark)
    to.value(poisonToSend(error.message))
  }
}

function writeEntries(entries: readonly [string, unknown][], prefix: string, to: Encoder): void {
  to.uint(entries.length)
  for (const [name, value] of entries) {
    to.string(name)
    writeSoftly(to, prefix + name, value)
  }
}

function writePrototype(f: Function, to: Encoder): void {
  const prototype = f.prototype as object
  const parent = Object.getPrototypeOf(prototype) as object | null
  const superclass: unknown = parent === Object.prototype ? undefined : parent?.constructor
  step(to, 'superclass', superclass)
  writeEntries(prototypeData(f), '.prototype.', to)
}
