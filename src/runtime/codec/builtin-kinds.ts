/**
 * Which built-in kind an object is: by its prototype where that is the usual one, else by its internal slots (another
 * realm's objects, and classes derived from built-in ones).
 */
import {
  isArrayBuffer,
  isBoxedPrimitive,
  isDate,
  isMap,
  isNativeError,
  isRegExp,
  isSet,
  isSharedArrayBuffer,
} from '../../platform/value-types.ts'
import { writeArrayBuffer, writeView } from './buffers.ts'
import { writeMap, writeSet, writeArray } from './containers.ts'
import type { Encoder } from './encoder.ts'
import { isDOMException, writeDOMException } from './dom-exception.ts'
import { writeError } from './write-error.ts'
import { writeBoxed, writeDate, writeRegExp, writeURL, writeURLSearchParams } from './simple-objects.ts'
import { writeSharedBuffer } from './attachments.ts'
import { isNativeClass, writeSubclass, writeSubclassFields } from './subclasses.ts'

/** 0 means none of them. */
const NO_KIND = 0
const ARRAY = 1
const DATE = 2
const REGEXP = 3
const MAP = 4
const SET = 5
const BOXED = 6
const ERROR = 7
const ARRAY_BUFFER = 8
const SHARED_ARRAY_BUFFER = 9
const VIEW = 10
const URL_KIND = 11
const URL_SEARCH_PARAMS = 12
const DOM_EXCEPTION = 13

export function kindOf(v: object, prototype: object | null): number {
  if (isMap(v)) return MAP
  if (isSet(v)) return SET
  if (isDate(v)) return DATE
  if (ArrayBuffer.isView(v)) return VIEW
  // Newer Nodes call a DOMException a native error too.
  if (isDOMException(v)) return DOM_EXCEPTION
  if (isNativeError(v)) return ERROR
  if (isArrayBuffer(v)) return ARRAY_BUFFER
  if (isSharedArrayBuffer(v)) return SHARED_ARRAY_BUFFER
  if (isRegExp(v)) return REGEXP
  if (isBoxedPrimitive(v)) return BOXED
  if (Array.isArray(v)) return ARRAY
  if (prototype === null) return NO_KIND
  // These two have no slot to ask for; a false one would throw when it is read.
  if (v instanceof URL) return URL_KIND
  if (v instanceof URLSearchParams) return URL_SEARCH_PARAMS
  return NO_KIND
}

/** Writes `v`, of which `kind` is known; what its class adds to the built-in kind goes along. */
export function writeKind(kind: number, v: object, prototype: object | null, to: Encoder): void {
  if (kind === ERROR) return writeError(v as Error, to)
  if (prototype === null || isNativeClass(prototype) || kind === DOM_EXCEPTION) return writeBase(kind, v, to)
  writeSubclass(prototype, to)
  writeBase(kind, v, to)
  writeSubclassFields(v, to)
}

function writeBase(kind: number, v: object, to: Encoder): void {
  switch (kind) {
    case ARRAY:
      return writeArray(v as unknown[], to)
    case DATE:
      return writeDate(v as Date, to)
    case REGEXP:
      return writeRegExp(v as RegExp, to)
    case MAP:
      return writeMap(v as Map<unknown, unknown>, to)
    case SET:
      return writeSet(v as Set<unknown>, to)
    case BOXED:
      return writeBoxed(v, to)
    case ARRAY_BUFFER:
      return writeArrayBuffer(v as ArrayBuffer, to)
    case SHARED_ARRAY_BUFFER:
      return writeSharedBuffer(v as SharedArrayBuffer, to)
    case VIEW:
      return writeView(v as ArrayBufferView, to)
    case URL_KIND:
      return writeURL(v as URL, to)
    case URL_SEARCH_PARAMS:
      return writeURLSearchParams(v as URLSearchParams, to)
    case DOM_EXCEPTION:
      return writeDOMException(v as DOMException, to)
    default:
      throw new Error(`bug: unknown kind ${kind} of object`)
  }
}
