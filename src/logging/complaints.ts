/** Errors that the library itself logs go through a logger like all others. */
import { useLog } from '../runtime/complain.ts'
import { getLogger } from './get-logger.ts'

useLog((logger, level, text, error) => getLogger(logger)[level]('%s', text, { excInfo: error }))
