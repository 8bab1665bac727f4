/** Workers as the runtime needs them: start one, hear of its end. */
import { MessageChannel, MessagePort, SHARE_ENV, Worker, workerData } from 'node:worker_threads'
import type { WorkerOptions } from 'node:worker_threads'
import { closeSync, openSync } from 'node:fs'
import { fillShelves, shelvesForWorkers } from './built-code.ts'
import { noteOtherLoader } from './typescript.ts'

const ENTRY = new URL('../worker-entry.cjs', import.meta.url)

/** What a worker of ours is for. */
export type Role = 'carrier' | 'supervisor'

export interface WorkerEnd {
  /** What Node said of the reason, when it said anything. */
  readonly error: Error | undefined
  readonly exitCode: number
}

/** A worker of ours, for who has started it. */
export interface RunningWorker {
  /** Ends it, whatever it does; returns at once. */
  terminate(): void
}

/**
 * Starts a worker. It never keeps the process alive and its stdio is its own affair (runtime/stdio.ts).
 *
 * @param onEnd - called once, from this thread's event loop: a blocked thread hears nothing.
 * @param flags - for this worker alone, beyond those of the process; what it starts itself does not inherit them.
 */
export function startWorker(
  role: Role,
  data: object,
  onEnd: (end: WorkerEnd) => void,
  flags: readonly string[] = [],
): RunningWorker {
  const transferList = Object.values(data).filter((part) => part instanceof MessagePort)
  const options: WorkerOptions = {
    workerData: { ...data, role, ownFlags: flags, nogilShelves: shelvesForWorkers() },
    transferList,
    name: `nogil ${role}`,
    env: SHARE_ENV,
    stdout: true,
    stderr: true,
    trackUnmanagedFds: false,
  }
  const start = (execArgv: string[]): Worker => new Worker(ENTRY, { ...options, execArgv })
  const worker = withFlags(start, [...inheritedFlags(), ...flags])
  let error: Error | undefined
  worker.on('error', (cause: Error) => (error = cause))
  worker.on('exit', (exitCode) => onEnd({ error, exitCode }))
  worker.unref()
  fillShelves()
  return { terminate: () => void worker.terminate() }
}

/** What this worker is for. */
export function workerRole(): Role {
  return (workerData as { role: Role }).role
}

export function workerInput<T>(): T {
  return workerData as T
}

/** In Node since 18.1; missing in `@types/node@20`. */
interface RefState {
  hasRef(): boolean
}

/**
 * A line that breaks when either end's thread dies: the kernel of Node closes the port while it tears the thread down,
 * so the other end hears of it in its own event loop, whoever made the workers and however blocked that thread is. It
 * carries messages too: what is sent before the other end listens waits for it.
 */
export function lifeline(): { mine: MessagePort; theirs: MessagePort } {
  const { port1, port2 } = new MessageChannel()
  return { mine: port1, theirs: port2 }
}

/** Keeps this thread's event loop alive until the line breaks. */
export function onLine(line: MessagePort, hear: (message: unknown) => void, broken: () => void): void {
  line.on('close', broken)
  line.on('message', hear)
  // It broke while this thread was still loading its modules: 'close' has been emitted, to nobody. A port that listens
  // for messages is referenced, and only a closed one is not.
  if (!(line as MessagePort & RefState).hasRef()) queueMicrotask(broken)
}

/**
 * Opens and closes as many files as two workers need, because a worker that finds none fails where a blocked thread
 * can't see it.
 * @throws Error with code EMFILE.
 */
export function probeFileDescriptors(count: number): void {
  const open: number[] = []
  try {
    for (let n = 0; n < count; n++) open.push(openSync('/dev/null', 'r'))
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
  } finally {
    for (const fd of open) closeSync(fd)
  }
}

/**
 * Flags that are the process's affair are an error in a worker, and no list says which they are: Node names them when it
 * refuses, before anything was transferred. `node --test` of Node 24 gives every option of the process to its children.
 */
function withFlags(start: (flags: string[]) => Worker, flags: string[]): Worker {
  try {
    return start(flags)
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error
    const accepted = withoutRefused(flags, String(error))
    if (accepted.length === flags.length) throw error
    return withFlags(start, accepted)
  }
}

/**
 * The value of a refused flag may stand in the next argument. Left behind, it would end the list of flags; and Node has
 * not looked at those behind it yet, hence the loop above.
 */
function withoutRefused(flags: readonly string[], message: string): string[] {
  const named = new Set(message.match(/(?<=[\s,])--?[\w-]+/g))
  const isRefused = (flag = ''): boolean => named.has(flag.split('=', 1)[0] ?? '')
  return flags.filter((flag, at) => !isRefused(flag) && (flag.startsWith('-') || !isRefused(flags[at - 1])))
}

/** Flags with a value in the next argument that must not reach a worker, and those that stand alone. */
const DROP_WITH_VALUE = new Set([
  '-e',
  '--eval',
  '-p',
  '--print',
  '-pe',
  '--input-type',
  '--test-name-pattern',
])
const DROP =
  /^(-e|-p|-pe|-i|--interactive|--eval|--print|--input-type|--test|--test-.*|--watch|--watch-.*|--check|-c)(=|$)/
/** Loaders that only teach Node TypeScript: 100 ms in every worker, and a thread has our own when it needs one. */
const LOADERS = /(^|[\\/])(tsx|ts-node|typescript-preload\.js)([\\/@]|$)/

/** The flags of this process that make sense in a worker. */
function inheritedFlags(): string[] {
  const flags: string[] = []
  const execArgv = sharedFlags()
  for (let at = 0; at < execArgv.length; at++) {
    const flag = execArgv[at] ?? ''
    const value = execArgv[at + 1]
    if (DROP_WITH_VALUE.has(flag)) at += 1
    else if (DROP.test(flag)) continue
    else if (/^(--import|--require|-r|--loader|--experimental-loader)$/.test(flag) && value !== undefined) {
      at += 1
      if (LOADERS.test(value)) noteOtherLoader()
      else flags.push(flag, value)
    } else if (/^(--import|--require|--loader|--experimental-loader)=/.test(flag)) {
      if (LOADERS.test(flag)) noteOtherLoader()
      else flags.push(flag)
    } else flags.push(flag)
  }
  return flags
}

/** The flags that this thread was started with but for those that were given to it alone, which come last. */
function sharedFlags(): readonly string[] {
  const own = (workerData as { ownFlags?: readonly string[] } | null)?.ownFlags ?? []
  const shared = process.execArgv.length - own.length
  return own.every((flag, at) => process.execArgv[shared + at] === flag)
    ? process.execArgv.slice(0, shared)
    : process.execArgv
}
