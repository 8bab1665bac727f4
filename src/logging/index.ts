/**
 * Python's `logging` and `logging.handlers`, for all threads of a program.
 *
 * @module nogil/logging
 */
import './elsewhere-handler.ts'

export {
  CRITICAL,
  DEBUG,
  ERROR,
  FATAL,
  INFO,
  NOTSET,
  WARN,
  WARNING,
  addLevelName,
  getLevelName,
  getLevelNamesMapping,
} from './levels.ts'
export type { Level } from './levels.ts'
export {
  logMultiprocessing,
  logProcesses,
  logThreads,
  raiseExceptions,
  setLogMultiprocessing,
  setLogProcesses,
  setLogThreads,
  setRaiseExceptions,
} from './switches.ts'
export { basicConfig } from './basic-config.ts'
export type { BasicConfigOptions } from './basic-config.ts'
export {
  critical,
  debug,
  disable,
  error,
  exception,
  fatal,
  info,
  log,
  warn,
  warning,
} from './root-functions.ts'
export { getLogger, getLoggerClass, root, setLoggerClass } from './get-logger.ts'
export type { LoggerClass } from './get-logger.ts'
export { Logger } from './logger.ts'
export { LoggerAdapter } from './logger-adapter.ts'
export type { LogOptions } from './log-call.ts'
export { LogRecord, makeLogRecord, plainRecord } from './record.ts'
export type { RecordInit } from './record.ts'
export { getLogRecordFactory, setLogRecordFactory } from './record-factory.ts'
export type { LogRecordFactory } from './record-factory.ts'
export { Filter } from './filter.ts'
export type { LogFilter } from './filter.ts'
export { Formatter } from './formatter.ts'
export type { FormatterOptions } from './formatter.ts'
export { BufferingFormatter } from './buffering-formatter.ts'
export { BASIC_FORMAT } from './style.ts'
export type { StyleName } from './style.ts'
export { gmtime, localtime } from './strftime.ts'
export type { TimeParts } from './strftime.ts'
export { Handler } from './handler.ts'
export { StreamHandler } from './stream-handler.ts'
export type { LogStream } from './stream-handler.ts'
export { FileHandler } from './file-handler.ts'
export type { FileHandlerOptions } from './file-handler.ts'
export { NullHandler } from './null-handler.ts'
export { BaseRotatingHandler } from './base-rotating-handler.ts'
export type { RotationOptions } from './base-rotating-handler.ts'
export { RotatingFileHandler } from './rotating-file-handler.ts'
export type { RotatingFileHandlerOptions } from './rotating-file-handler.ts'
export { TimedRotatingFileHandler } from './timed-rotating-file-handler.ts'
export type { TimedRotatingFileHandlerOptions } from './timed-rotating-file-handler.ts'
export type { TimeOfDay } from './rollover-time.ts'
export { WatchedFileHandler } from './watched-file-handler.ts'
export { BufferingHandler, MemoryHandler, flushHeldRecords } from './memory-handler.ts'
export type { MemoryHandlerOptions } from './memory-handler.ts'
export { QueueHandler } from './queue-handler.ts'
export type { LogQueue, QueuedRecord } from './queue-handler.ts'
export { ListeningThread, QueueListener } from './queue-listener.ts'
export type { QueueListenerOptions } from './queue-listener.ts'
export { lastResort, setLastResort } from './last-resort.ts'
import './complaints.ts'
export { captureWarnings } from './capture-warnings.ts'
export { getHandlerByName, getHandlerNames, shutdown } from './shutdown.ts'
