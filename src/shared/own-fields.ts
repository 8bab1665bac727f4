/**
 * Assignments that no other thread would see: `list[0] = 1`, `record.unknown = 1`. They would make a property of this
 * thread's handle; they are refused, and so is reading an element by index where there are only methods.
 *
 * The prototype of the class gets a Proxy above it: only names that neither the handle nor its class has come to it, so
 * what the class has costs as much as before. Fields that a derived class declares are defined, not assigned, and stay
 * possible; they are this thread's alone.
 */

/** What the program should do instead; completes a sentence. @param key - the name that was assigned or read. */
type Advice = (key: string, handle: object) => string

/**
 * @param prototype - of the class whose handles these are, or of the class that all of them derive from.
 * @param readsByIndex - what to do instead of reading an element by index; without it, that gives undefined.
 */
export function refuseOwnFields(prototype: object, advice: Advice, readsByIndex?: Advice): void {
  const above = Object.create(Object.getPrototypeOf(prototype) as object) as object
  const handler: ProxyHandler<object> = {
    set(target, key, value, handle: object) {
      if (typeof key === 'symbol' || key in target) return Reflect.set(target, key, value, handle)
      throw new TypeError(
        `\`${key}\` of ${nameOf(handle)} would be this thread's alone: ${advice(key, handle)}`,
      )
    },
  }
  if (readsByIndex !== undefined)
    handler.get = (target, key, handle: object): unknown => {
      if (typeof key === 'string' && isIndex(key))
        throw new TypeError(`${nameOf(handle)} has no elements by \`[${key}]\`: ${readsByIndex(key, handle)}`)
      return Reflect.get(target, key, handle)
    }
  Object.setPrototypeOf(prototype, new Proxy(above, handler))
}

/** Whether it is what an Array would take for an index, or a negative one, as programs of Python have them. */
export function isIndex(key: string): boolean {
  return /^-?\d+$/.test(key)
}

function nameOf(handle: object): string {
  const owner: unknown = handle.constructor
  return typeof owner === 'function' && owner.name !== '' ? `this ${owner.name}` : 'this object'
}
