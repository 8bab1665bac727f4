/** Our own classes by name: their instances cross as a name and plain fields, without code. */

export type Constructor = abstract new (...args: never[]) => object

const classes = new Map<string, Constructor>()
/** The other way round; a bundler may have changed what the classes themselves say they are called. */
const names = new Map<unknown, string>()

/** Makes a class of ours known by its name in every thread that has loaded its module. */
export function registerClass(name: string, Class: Constructor): void {
  classes.set(name, Class)
  names.set(Class, name)
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
  return names.get(object.constructor) ?? null
}

/** The name of the class of `object`, ours or the user's. */
export function classNameOf(object: object): string {
  return libraryClassOf(object) ?? object.constructor?.name ?? 'Object'
}
