/** How far a `map()` has been gone through, on the terminal. */
import { terminalBar } from '../platform/terminal-bar.ts'
import type { TerminalBar } from '../platform/terminal-bar.ts'

export class MapProgress {
  readonly #bar: TerminalBar | undefined
  #total = 0
  #isDrawn = false

  /** @param shown - false for a bar that is never drawn. */
  constructor(shown: boolean) {
    this.#bar = shown ? terminalBar() : undefined
  }

  /** One input more. */
  added(): void {
    this.#total += 1
    if (this.#isDrawn) this.#bar?.setTotal(this.#total)
  }

  /** Somebody asks for a result: a bar that nobody moves is not drawn. */
  asked(): void {
    if (this.#isDrawn) return
    this.#isDrawn = true
    this.#bar?.start(this.#total, 0)
  }

  /** One result more. */
  taken(): void {
    this.#bar?.increment()
  }

  ended(): void {
    if (this.#isDrawn) this.#bar?.stop()
  }
}

/** @throws TypeError when it is not a boolean. */
export function progressOf(progress: boolean | undefined): boolean {
  if (progress === undefined) return false
  if (typeof progress !== 'boolean')
    throw new TypeError(`Expected progress to be true or false, got \`${String(progress)}\``)
  return progress
}
