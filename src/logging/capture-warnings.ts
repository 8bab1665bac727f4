/** Warnings of the process as records. */
import { redirectWarnings } from '../platform/warnings.ts'
import { getLogger } from './get-logger.ts'
import { NullHandler } from './null-handler.ts'

/** The logger that gets them. */
export const WARNINGS_LOGGER = 'js.warnings'

/**
 * Sends the warnings of the process (`process.emitWarning`, deprecations) to the logger `js.warnings` instead of
 * printing them; `captureWarnings(false)` ends that. Holds in this thread.
 *
 * @see Python `logging.captureWarnings`. Differs: the logger is not called `py.warnings`.
 */
export function captureWarnings(capture: boolean): void {
  redirectWarnings(capture ? logWarning : null)
}

function logWarning(warning: Error): void {
  const logger = getLogger(WARNINGS_LOGGER)
  if (logger.handlers.length === 0) logger.addHandler(new NullHandler())
  logger.warning('%s', `${warning.name}: ${warning.message}`)
}
