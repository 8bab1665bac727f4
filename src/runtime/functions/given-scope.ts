/**
 * What the program itself says of a function's captured values, in the option `scope: { name }`: for where the inspector is
 * missing (`node --permission`, Bun) or the code was minified into one scope.
 */
const scopes = new WeakMap<Function, Readonly<Record<string, unknown>>>()

/** Says what the free names of `f` stand for; takes the place of looking into it. */
export function giveScope(f: Function, scope: Readonly<Record<string, unknown>>): void {
  scopes.set(f, scope)
}

export function scopeGiven(f: Function): Readonly<Record<string, unknown>> | undefined {
  return scopes.get(f)
}
