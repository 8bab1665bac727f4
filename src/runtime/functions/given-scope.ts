/**
 * What the program itself says of a function's captured values, in the option `scope: { name }`: for where the inspector is
 * missing (`node --permission`, Bun) or the code was minified into one scope.
 */
const scopes = new WeakMap<Function, Readonly<Record<string, unknown>>>()

/** Says what the free names of `f` stand for; takes the place of looking into it. */
export function giveScope(f: Function, scope: Readonly<Record<string, unknown>>): void {
  scopes.set(f, scope)
}

const alone = new WeakSet<Function>()

/** Says that `f`, a function of this library, uses nothing but its parameters and what every thread has: its text is all of it. */
export function standsAlone<F extends Function>(f: F): F {
  alone.add(f)
  return f
}

export function isAlone(f: Function): boolean {
  return alone.has(f)
}

export function scopeGiven(f: Function): Readonly<Record<string, unknown>> | undefined {
  return scopes.get(f)
}
