/** The report of an error inside a handler, as Python's `Handler.handleError` writes it: on stderr, in one piece. */
import { isMapping } from './percent-format.ts'
import type { LogRecord } from './record.ts'
import { writeReport } from './report.ts'
import { raiseExceptions } from './switches.ts'
import { reprOf } from './value-text.ts'

/** Reports `error`, which `record` ran into; silent after `setRaiseExceptions(false)`. Never throws. */
export function reportError(record: LogRecord, error: unknown): void {
  if (!raiseExceptions) return
  const stack = record.callStack()
  const place =
    stack === '' ? `Logged from file ${record.filename}, line ${record.lineno}` : `Call stack:\n${stack}`
  writeReport(`--- Logging error ---\n${errorText(error)}\n${place}\n${contents(record)}`)
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `Thrown: ${reprOf(error)}`
  return error.stack ?? `${error.name}: ${error.message}`
}

function contents(record: LogRecord): string {
  try {
    return `Message: ${reprOf(record.msg)}\nArguments: ${argumentsText(record.args)}\n`
  } catch {
    return 'Unable to print the message and arguments - possible formatting error.\nUse the traceback above to help find the error.\n'
  }
}

/** As Python shows a tuple, or the one mapping that the message takes its values from. */
function argumentsText(args: readonly unknown[]): string {
  const shown = args.map(reprOf)
  if (args.length !== 1) return `(${shown.join(', ')})`
  return isMapping(args[0]) ? String(shown[0]) : `(${shown[0]},)`
}
