/** Why a function cannot cross, before it is known where in the message it stands; the writer adds the path. */
export class Refusal extends Error {
  readonly why: string
  /** Steps from the function to what is wrong, such as a captured variable. */
  readonly steps: readonly string[]

  constructor(why: string, steps: readonly string[] = []) {
    super(why)
    this.why = why
    this.steps = steps
  }
}
