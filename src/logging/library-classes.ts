/** Our own classes by name: their instances cross as a name and plain fields, without code. */

export type Constructor = abstract new (...args: never[]) => object

const classes = new Map<string, Constructor>()

/** Makes a class of ours known by its name in every thread that has loaded its module. */
export function registerClass(name: string, Class: Constructor): void {
  classes.set(name, Class)
}

/** @throws Error when no module registered `name`: a bug in the library, not in the program. */
export function libraryClass(name: string): Constructor {
  const Class = classes.get(name)
  if (Class === undefined)
    throw new Error(`bug: the class ${name} of logging is not registered in this thread`)
  return Class
}

/** The name under which the class of `object` is registered, `null` for a class of the user. */
export function libraryClassOf(object: object): string | null {
  const { constructor } = object
  if (typeof constructor !== 'function') return null
  return classes.get(constructor.name) === constructor ? constructor.name : null
}
