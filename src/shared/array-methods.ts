/**
 * The methods of an Array that change it, each as one step for all threads; `this` is the handle of a shared array. What they
 * are called on that is something else goes to the Array's own method.
 */
import { cellHand } from '../core/cell.ts'
import { rearrange, spliceCells } from './array-steps.ts'
import { cellsOf, dropCells, NO_CELLS, valuesOf } from './cell-words.ts'
import { packAny } from './object-build.ts'
import { handlerOf } from './object-handler.ts'

type Place = (length: number) => readonly [start: number, count: number]

/** @returns the elements that were taken out, and how many there are now. */
function splice(
  array: object,
  place: Place,
  values: readonly unknown[],
): { gone: unknown[]; length: number } {
  const address = handlerOf(array)?.live() ?? 0
  const added =
    values.length === 0
      ? NO_CELLS
      : cellsOf(
          values,
          (value, index) => packAny(value, () => `element ${index} to be added to the array`),
          cellHand,
        )
  let done = false
  try {
    const { gone, read, length } = spliceCells(address, place, added)
    done = true
    if (read === undefined) return { gone: valuesOf(gone), length }
    dropCells(gone)
    return { gone: read, length }
  } finally {
    if (!done) dropCells(added)
  }
}

/** An index as methods of arrays take it: from the end if negative, kept inside. */
function within(index: unknown, length: number): number {
  const number = Math.trunc(Number(index)) || 0
  return number < 0 ? Math.max(length + number, 0) : Math.min(number, length)
}

function push(this: unknown[], ...values: unknown[]): number {
  return splice(this, (length) => [length, 0], values).length
}

function unshift(this: unknown[], ...values: unknown[]): number {
  return splice(this, () => [0, 0], values).length
}

function pop(this: unknown[]): unknown {
  return splice(this, (length) => (length === 0 ? [0, 0] : [length - 1, 1]), []).gone[0]
}

function shift(this: unknown[]): unknown {
  return splice(this, (length) => [0, Math.min(length, 1)], []).gone[0]
}

function spliceMethod(this: unknown[], ...given: unknown[]): unknown[] {
  const [from, count, ...values] = given
  const place: Place = (length) => {
    if (given.length === 0) return [0, 0]
    const start = within(from, length)
    const most = length - start
    return [start, given.length === 1 ? most : Math.min(Math.max(Math.trunc(Number(count)) || 0, 0), most)]
  }
  return splice(this, place, values).gone
}

function reverse(this: unknown[]): unknown[] {
  rearrange(handlerOf(this)?.live() ?? 0, (values) =>
    Array.from(values, (_, place) => values.length - 1 - place),
  )
  return this
}

/** Holes come last, undefined before them, as in any array. */
function sort(this: unknown[], compare?: (one: unknown, other: unknown) => number): unknown[] {
  if (compare !== undefined && typeof compare !== 'function')
    throw new TypeError(`Expected a function that compares two elements, got \`${String(compare)}\``)
  const inOrder = compare ?? byText
  rearrange(handlerOf(this)?.live() ?? 0, (values) => {
    const rank = (place: number): number => {
      if (!(place in values)) return 2
      return values[place] === undefined ? 1 : 0
    }
    return Array.from(values, (_, place) => place).sort((one, other) => {
      const [left, right] = [rank(one), rank(other)]
      return left + right > 0 ? left - right : inOrder(values[one], values[other])
    })
  })
  return this
}

function byText(one: unknown, other: unknown): number {
  const [left, right] = [String(one), String(other)]
  return left < right ? -1 : Number(left > right)
}

type Method = (this: unknown[], ...given: never[]) => unknown

/** Runs `method` on shared arrays, and the Array's own one on all others. */
function forShared(
  name: 'push' | 'pop' | 'shift' | 'unshift' | 'splice' | 'reverse' | 'sort',
  method: Method,
): Function {
  const own = Array.prototype[name] as Method
  const chosen = {
    [name](this: unknown[], ...given: never[]): unknown {
      return Reflect.apply(handlerOf(this) === undefined ? own : method, this, given)
    },
  }
  return chosen[name] as Function
}

export const ARRAY_METHODS: Readonly<Record<string, Function | undefined>> = Object.assign(
  Object.create(null) as Record<string, Function | undefined>,
  {
    push: forShared('push', push),
    pop: forShared('pop', pop),
    shift: forShared('shift', shift),
    unshift: forShared('unshift', unshift),
    splice: forShared('splice', spliceMethod),
    reverse: forShared('reverse', reverse),
    sort: forShared('sort', sort),
  },
)
