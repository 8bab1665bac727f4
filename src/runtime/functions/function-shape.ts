/** Properties of function objects that travel beside their code. */

/** `function Shape() {}; Shape.prototype.area = ...`: a class in the style before ES2015. */
export function hasPrototypeMethods(f: Function): boolean {
  const prototype: unknown = Object.getOwnPropertyDescriptor(f, 'prototype')?.value
  if (typeof prototype !== 'object' || prototype === null || isClassText(f)) return false
  if (!Object.hasOwn(prototype, 'constructor'))
    return Object.getPrototypeOf(prototype) === Object.prototype && Reflect.ownKeys(prototype).length > 0
  return Reflect.ownKeys(prototype).length > 1 || Object.getPrototypeOf(prototype) !== Object.prototype
}

export function isClassText(f: Function): boolean {
  const property = Object.getOwnPropertyDescriptor(f, 'prototype')
  return property !== undefined && property.writable === false && 'value' in property
}

/** Classes of either style have an identity that must last from message to message. */
export function isClassLike(f: Function): boolean {
  return isClassText(f) || hasPrototypeMethods(f)
}

/** Properties may be put on a function at any time, so it is asked for each message; this is the cheapest way. */
export function hasEnumerable(f: Function): boolean {
  for (const key in f) return key !== undefined
  return false
}

/** Own enumerable properties that hold data; accessors stay what the function's text makes them. */
export function ownData(f: Function): [name: string, value: unknown][] {
  const entries: [string, unknown][] = []
  if (!hasEnumerable(f)) return entries
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(f))) {
    if (property.enumerable === true && 'value' in property) entries.push([name, property.value])
  }
  return entries
}

/** Methods and constants that were put on a prototype by assignment. */
export function prototypeData(f: Function): [name: string, value: unknown][] {
  const entries: [string, unknown][] = []
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(f.prototype as object))) {
    if (name !== 'constructor' && 'value' in property) entries.push([name, property.value])
  }
  return entries
}
