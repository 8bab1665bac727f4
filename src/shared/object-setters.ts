/** What a class says about writing one of its names. */

/** @returns the setter that the class has for the name; false when it has only a getter; undefined when it has neither. */
export function setterOf(
  prototype: object | null,
  key: string | symbol,
): ((value: unknown) => void) | false | undefined {
  for (let at = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const property = Object.getOwnPropertyDescriptor(at, key)
    if (property === undefined) continue
    if ('value' in property) return undefined
    return (property.set as ((value: unknown) => void) | undefined) ?? false
  }
  return undefined
}
