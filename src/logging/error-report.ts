/** The report of an error inside a handler, as Python's `Handler.handleError` writes it: on stderr, in one piece. */
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
    const args = record.args.map(reprOf)
    const tuple = args.length === 1 ? `(${args[0]},)` : `(${args.join(', ')})`
    return `Message: ${reprOf(record.msg)}\nArguments: ${tuple}\n`
  } catch {
    return 'Unable to print the message and arguments - possible formatting error.\nUse the traceback above to help find the error.\n'
  }
}
