/** A progress bar on the terminal behind stderr, by the package cli-progress, which is loaded with the first one. */
import { createRequire } from 'node:module'

/** As much of cli-progress as is used here. */
interface SingleBar {
  /** Its next drawing. */
  timer: NodeJS.Timeout | null
  start(total: number, value: number): void
  setTotal(total: number): void
  increment(): void
  render(): void
  stop(): void
}

interface CliProgress {
  readonly SingleBar: new (options: object, preset: object) => SingleBar
  readonly Presets: { readonly legacy: object }
}

export type TerminalBar = Pick<SingleBar, 'start' | 'setTotal' | 'increment' | 'stop'>

const require = createRequire(import.meta.url)

/** @returns undefined where stderr is no terminal. */
export function terminalBar(): TerminalBar | undefined {
  if (process.stderr.isTTY !== true) return undefined
  const { SingleBar, Presets } = require('cli-progress') as CliProgress
  /** Draws in `increment()` too, since main may block between two of them; and keeps no event loop alive. */
  class Bar extends SingleBar {
    override render(): void {
      super.render()
      this.timer?.unref()
    }
  }
  const options = {
    stream: process.stderr,
    synchronousUpdate: true,
    hideCursor: false,
    linewrap: true,
    gracefulExit: false,
  }
  return new Bar(options, Presets.legacy)
}
