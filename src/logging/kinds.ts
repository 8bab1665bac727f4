/** How the parts of logging are told apart without importing their classes: a mark on each prototype. */
import type { ObjectKind } from './settings.ts'

export const KIND: unique symbol = Symbol.for('nogil.logging.kind') as never

/** Marks the instances of `Class`, and of the classes derived from it. */
export function markKind(Class: abstract new (...args: never[]) => object, kind: ObjectKind): void {
  Object.defineProperty(Class.prototype, KIND, { value: kind })
}

/** What `value` is to logging, `null` for anything else. */
export function kindOf(value: unknown): ObjectKind | null {
  if (typeof value !== 'object' || value === null) return null
  return (value as { readonly [KIND]?: ObjectKind })[KIND] ?? null
}

/** Stands in a description for another part of logging that is published. */
export interface Reference {
  readonly logging: number
}
