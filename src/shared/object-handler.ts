/** What is behind the handle of a shared object: how the library gets from the Proxy that the program holds to its block. */
import type { SharedRef } from '../runtime/shared-registry.ts'

/** The handler of a handle under a name that only this library has. */
export const INSIDE: unique symbol = Symbol('nogil.inside')

/** What handlers need from the kind of shared objects, above them. */
export interface ObjectHome {
  refer(address: number): SharedRef
  dispose(address: number): void
}

export interface ObjectHandler {
  /** 0 once this thread has disposed of it. */
  readonly address: number
  readonly proxy: object
  /** The address. @throws ThreadError after dispose. */
  live(): number
  dispose(): void
  /** Runs `change` with the field's value and puts what it returns in its place, in one step. @returns that. */
  update(key: string, change: (value: unknown) => unknown): unknown
}

/** The handler if the value is a handle of a shared object, and not something derived from one. */
export function handlerOf(value: object): ObjectHandler | undefined {
  const handler = (value as { readonly [INSIDE]?: ObjectHandler })[INSIDE]
  return handler !== undefined && handler.proxy === value ? handler : undefined
}

/** What an assignment does to an object that only inherits from a handle: it gets a property of its own. */
export function defineField(target: object, key: string | symbol, value: unknown): boolean {
  return Reflect.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
}

/** @param what - is to be frozen. */
export function cannotFreeze(what: string): TypeError {
  return new TypeError(
    `cannot freeze, seal or close ${what}: other threads may write to it at any time; give them a plain copy, such as \`structuredClone({ ...it })\`, if they are only to read`,
  )
}

/** @param what - is to get another prototype. */
export function cannotBecome(what: string): TypeError {
  return new TypeError(`cannot change the class of ${what}: it is the same in all threads`)
}
