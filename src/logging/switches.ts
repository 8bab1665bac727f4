/**
 * Python's module variables that change how logging behaves. A program cannot assign to another module's variables in
 * JavaScript, so each has a function that sets it, in every thread; reading works as in Python (`logging.logThreads`).
 */
import { changeSettings, followSettings } from './settings.ts'

/** Whether errors inside logging are reported on stderr. Default `true`; see {@link setRaiseExceptions}. */
export let raiseExceptions = true
/** Whether records carry `thread` and `threadName`. Default `true`; see {@link setLogThreads}. */
export let logThreads = true
/** Whether records carry `process`. Default `true`; see {@link setLogProcesses}. */
export let logProcesses = true
/** Whether records carry `processName`. Default `true`; see {@link setLogMultiprocessing}. */
export let logMultiprocessing = true

followSettings((now) => {
  raiseExceptions = now.raiseExceptions
  logThreads = now.logThreads
  logProcesses = now.logProcesses
  logMultiprocessing = now.logMultiprocessing
})

/**
 * Switches the reports of errors inside logging (`--- Logging error ---` on stderr) on or off, in every thread.
 *
 * @see Python `logging.raiseExceptions`
 */
export function setRaiseExceptions(on: boolean): void {
  changeSettings((old) => ({ ...old, raiseExceptions: on }))
}

/**
 * Without: the `thread` and `threadName` of records are `null`.
 *
 * @see Python `logging.logThreads`
 */
export function setLogThreads(on: boolean): void {
  changeSettings((old) => ({ ...old, logThreads: on }))
}

/**
 * Without: the `process` of records is `null`.
 *
 * @see Python `logging.logProcesses`
 */
export function setLogProcesses(on: boolean): void {
  changeSettings((old) => ({ ...old, logProcesses: on }))
}

/**
 * Without: the `processName` of records is `null`.
 *
 * @see Python `logging.logMultiprocessing`
 */
export function setLogMultiprocessing(on: boolean): void {
  changeSettings((old) => ({ ...old, logMultiprocessing: on }))
}
