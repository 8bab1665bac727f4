/** The main thread's own listeners for signals, as `process.on('SIGINT', …)` adds them, and signals to this process. */
import { constants } from 'node:os'

export const SIGINT: number = constants.signals.SIGINT

/** Its types know each event, which is of no use where the name is a variable. */
const events: NodeJS.EventEmitter = process

type Listener = (...args: unknown[]) => void

const NUMBERS = Object.entries(constants.signals) as readonly [NodeJS.Signals, number][]
const NAMES = new Map(NUMBERS.map(([name, number]) => [number, name]))

/** The number of a signal that this system has: given its name, or itself; else undefined. */
export function signalNumber(signal: unknown): number | undefined {
  if (typeof signal === 'number') return NAMES.has(signal) ? signal : undefined
  return NUMBERS.find(([name]) => name === signal)?.[1]
}

export function signalName(signal: number): NodeJS.Signals {
  const name = NAMES.get(signal)
  if (name === undefined) throw new Error(`bug: no signal has the number ${signal}`)
  return name
}

/** Numbers of the signals that the program listens for. */
export function listenedSignals(): number[] {
  const numbers: number[] = []
  for (const event of process.eventNames()) {
    const number = typeof event === 'string' && event.startsWith('SIG') ? signalNumber(event) : undefined
    if (number !== undefined) numbers.push(number)
  }
  return numbers
}

export function listensFor(signal: number): boolean {
  return process.listenerCount(signalName(signal)) > 0
}

/** Calls the program's listeners as Node would; throws what one of them throws. */
export function callListeners(signal: number): void {
  const name = signalName(signal)
  events.emit(name, name, signal)
}

/** Takes the program's listeners for a signal away, and with the last one what waits for the event loop. */
export function detachListeners(signal: number): () => void {
  const name = signalName(signal)
  const listeners = process.rawListeners(name) as Listener[]
  for (const listener of listeners) process.off(name, listener)
  return () => {
    for (const listener of listeners) process.on(name, listener)
  }
}

/** Calls `look` before Node begins or ends to listen for a signal on behalf of the program. */
export function beforeListeningChanges(look: (signal: number) => void): void {
  const onChange = (event: string | symbol): void => {
    const signal = signalNumber(event)
    if (signal !== undefined) look(signal)
  }
  events.prependListener('newListener', onChange)
  events.prependListener('removeListener', onChange)
}

/** Sends a signal to this process: its listeners are called in main's event loop, or it has its default effect. */
export function raise(signal: number): void {
  process.kill(process.pid, signal)
}

/** Ends the process as the signal does by default. Its exit handlers have run. */
export function dieOf(signal: number): void {
  process.removeAllListeners(signalName(signal))
  raise(signal)
}
