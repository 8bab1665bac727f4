/** Reads functions and classes from messages: the mirror of `write-function.ts`. */
import type { Decoder } from '../codec/index.ts'
import type { CodeUnit, NameBinding } from './code-unit.ts'
import { travels } from './code-unit.ts'
import { instantiate } from './factory.ts'
import * as forms from './forms.ts'
import { readImport, readImported } from './imports.ts'
import { importedValue, requiredValue } from './module-loader.ts'
import { requireFrom } from '../../platform/modules.ts'
import { whenReady } from './pending.ts'
import { StateBox, stateBox } from './module-state.ts'
import { poison } from './poison.ts'
import { noteCaptured, noteReference } from './read-only.ts'
import { classAtHome, readGroup, readPart, readPublished, skipGroup } from './read-part.ts'
import { unitAt } from './unit-store.ts'

export function readFunction(from: Decoder): Function {
  // The sender remembered the function before the form, and this is that moment: a stand-in holds the place.
  const form = from.u8()
  switch (form) {
    case forms.FORM_CLOSURE:
      return readClosure(from, (fn) => void from.remember(fn))
    case forms.FORM_BOUND:
    case forms.FORM_BOUND_METHOD:
      return readBound(from, form, (fn) => void from.remember(fn))
    case forms.FORM_PUBLISHED:
      return remembered(from, readPublished(from.uint(), readContent))
    case forms.FORM_GROUP:
      return remembered(from, readGroup(from, readContent))
    case forms.FORM_PART:
      return remembered(from, readPart(from.uint(), readContent))
    case forms.FORM_HOME:
      return readHome(from)
    case forms.FORM_IMPORT:
      return remembered(from, readImport(from.uint()))
    case forms.FORM_IMPORTED:
      return remembered(from, readImported(from))
    case forms.FORM_POISON:
      return remembered(from, poison(from.string()))
    case forms.FORM_PRIVATE_STORE:
      return remembered(from, (from.u8() === 0 ? new WeakMap() : new WeakSet()) as unknown as Function)
    default:
      throw new Error(`bug: unknown form ${form} of a function in a message`)
  }
}

function readHome(from: Decoder): Function {
  const found = classAtHome({ thread: from.uint(), number: from.uint() })
  if (found === undefined) return readFunction(from)
  const form = from.u8()
  if (form === forms.FORM_GROUP) skipGroup(from)
  else from.uint() // FORM_PUBLISHED, FORM_PART: a number
  return remembered(from, found)
}

function remembered(from: Decoder, fn: Function): Function {
  from.remember(fn)
  return fn
}

/** Reads a part's bytes; `made` is called as soon as the function exists, before what it captures is read. */
function readContent(from: Decoder, made: (fn: Function) => void): void {
  const form = from.u8()
  if (form === forms.FORM_STATE)
    made(stateBox(from.string(), from.string(), from.value()) as unknown as Function)
  else if (form === forms.FORM_CLOSURE) readClosure(from, made)
  else readBound(from, form, made)
}

function readBound(from: Decoder, form: number, made: (fn: Function) => void): Function {
  let target: Function | undefined
  let self: unknown
  let args: unknown[] = []
  // Not bind(): the bound object may lead back to this function, so the function must exist before it is read.
  const bound = function (this: unknown, ...rest: unknown[]): unknown {
    const fn = target as Function
    if (new.target === undefined) return Reflect.apply(fn, self, [...args, ...rest])
    return Reflect.construct(fn, [...args, ...rest], new.target === bound ? fn : new.target)
  }
  made(bound)
  if (form === forms.FORM_BOUND) {
    target = from.value() as Function
    self = from.value()
  } else {
    self = from.value()
    const name = from.string()
    target = function (this: object, ...rest: unknown[]): unknown {
      return Reflect.apply((this as Record<string, Function>)[name] as Function, this, rest)
    }
    Object.defineProperty(bound, 'name', { value: `bound ${name}`, configurable: true })
  }
  noteCaptured(self, 'this')
  args = Array.from({ length: from.uint() }, () => from.value())
  if (form === forms.FORM_BOUND) {
    Object.defineProperty(bound, 'name', { value: `bound ${target.name}`, configurable: true })
  }
  return bound
}

type Values = Record<string, unknown>

function readClosure(from: Decoder, made: (fn: Function) => void): Function {
  const unit = unitAt(from.uint())
  const flags = from.u8()
  const name = (flags & forms.HAS_NAME) === 0 ? unit.name : from.string()
  const early: Values = {}
  for (const binding of unit.bindings)
    if (unit.early.includes(binding.name)) early[binding.name] = unboxed(valueOf(binding, unit, from))
  const instance = instantiate(unit, early)
  const { fn } = instance
  if (fn.name !== name && !Object.hasOwn(early, 'name')) nameFunction(fn, name)
  made(fn)
  const values: Values = {}
  for (const binding of unit.bindings)
    if (!unit.early.includes(binding.name)) values[binding.name] = unboxed(valueOf(binding, unit, from))
  whenReady(
    Object.entries(values),
    (name, value) => {
      values[name] = unboxed(value)
    },
    () => instance.bind(values),
  )
  if ((flags & forms.HAS_PROPERTIES) !== 0) readEntries(from, fn, false)
  if ((flags & forms.HAS_PROTOTYPE) !== 0) readPrototype(from, fn)
  return fn
}

/** A class may have a static member called `name`. */
function nameFunction(fn: Function, name: string): void {
  const property = Object.getOwnPropertyDescriptor(fn, 'name')
  if (property === undefined || (typeof property.value === 'string' && property.enumerable !== true)) {
    Object.defineProperty(fn, 'name', { value: name, configurable: true })
  }
}

function unboxed(value: unknown): unknown {
  return StateBox.is(value) ? value.value : value
}

function valueOf(binding: NameBinding, unit: CodeUnit, from: Decoder): unknown {
  if (travels(binding)) {
    const value = binding.how === 'members' ? readMembers(binding.keys, from) : from.value()
    if (unit.stateModule === undefined) noteCaptured(value, binding.name)
    return value
  }
  const value = loadedValue(binding)
  noteReference(value)
  return value
}

function loadedValue(binding: NameBinding): unknown {
  switch (binding.how) {
    case 'import':
      return importedValue(binding.module, binding.exported)
    case 'require':
      return requiredValue(binding.module, binding.path, binding.interop)
    case 'requirer':
      return requireFrom(binding.base)
    default:
      throw new Error(`bug: the binding of ${binding.name} has to travel`)
  }
}

function readMembers(keys: readonly string[], from: Decoder): object {
  const members: Values = Object.create(null) as Values
  for (const key of keys) members[key] = from.value()
  return members
}

function readEntries(from: Decoder, target: object, hidden: boolean): void {
  for (let count = from.uint(); count > 0; count--) {
    const name = from.string()
    const value = from.value()
    if (!hidden) noteCaptured(value, name)
    Reflect.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: !hidden })
  }
}

function readPrototype(from: Decoder, fn: Function): void {
  const superclass = from.value()
  if (typeof superclass === 'function')
    Object.setPrototypeOf(fn.prototype as object, superclass.prototype as object)
  readEntries(from, fn.prototype as object, true)
}
