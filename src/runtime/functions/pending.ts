/**
 * A class that is being made and that something it needs already refers to. The class comes into being only after its early
 * values (superclass, static initialisers) were read; what met the stand-in meanwhile is finished when the class is there.
 */
export class PendingClass {
  readonly #waiting: ((made: Function) => void)[] = []

  /** Not `instanceof`: that asks the value for its prototype, and poison throws at that. */
  static is(value: unknown): value is PendingClass {
    return typeof value === 'object' && value !== null && #waiting in value
  }

  whenMade(finish: (made: Function) => void): void {
    this.#waiting.push(finish)
  }

  resolve(made: Function): void {
    for (const finish of this.#waiting) finish(made)
  }
}

/** Calls `done` once none of the `entries` is a pending class any more; `replace` is told what each of them became. */
export function whenReady(
  entries: readonly (readonly [string, unknown])[],
  replace: (name: string, value: unknown) => void,
  done: () => void,
): void {
  let open = 1
  const settle = (): void => {
    if (--open === 0) done()
  }
  for (const [name, value] of entries) {
    if (!PendingClass.is(value)) continue
    open++
    value.whenMade((made) => {
      replace(name, made)
      settle()
    })
  }
  settle()
}
