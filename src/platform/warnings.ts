/** Who hears the warnings of the process: by default Node, which prints them. */

type Listener = (warning: Error) => void

let printers: Listener[] = []
let current: Listener | null = null

/** Gives warnings to `listener` and to nobody else; `null` restores who heard them before. */
export function redirectWarnings(listener: Listener | null): void {
  if (current !== null) process.off('warning', current)
  else if (listener !== null) {
    printers = process.listeners('warning')
    process.removeAllListeners('warning')
  }
  if (listener !== null) process.on('warning', listener)
  else if (current !== null) {
    for (const printer of printers) process.on('warning', printer)
  }
  current = listener
}
