/** The process and its environment, as far as the library asks: settings, cores, thread ids, environment data. */
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { getEnvironmentData, setEnvironmentData as setData, threadId } from 'node:worker_threads'

/** Value of an environment variable of the library, `undefined` when unset or empty. */
export function setting(name: string): string | undefined {
  return process.env[name] || undefined
}

export function parallelism(): number {
  return availableParallelism()
}

/** The kernel's id of this OS thread on Linux (as `gettid`); elsewhere the process id, for want of a way to ask. */
export function kernelThreadId(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').pop())
  } catch {
    return process.pid
  }
}

/** Whether the kernel has no such thread of this process any more; false where it does not tell. */
export function isKernelThreadGone(nativeId: number): boolean {
  return existsSync('/proc/self/task') && !existsSync(`/proc/self/task/${nativeId}`)
}

/** Node's number of this thread: 0 in the main thread of the process, counted from 1 in its workers. */
export function workerNumber(): number {
  return threadId
}

export function environmentData(key: string): unknown {
  return getEnvironmentData(key)
}

export function setEnvironmentData(key: string, value: object): void {
  setData(key, value as never)
}

/** Milliseconds that the OS thread has spent on a core; `undefined` where the kernel does not say (not Linux). */
export function coreTimeOf(nativeId: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/self/task/${nativeId}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return undefined
  }
}
