/** `nogil dump <pid>`: prints all threads of another process; see platform/dump-file.ts for how it gets them. */
import { readFileSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { DUMP_SIGNAL, layOutDumpFile } from '../platform/dump-file.ts'
import type { LaidOutFile } from '../platform/dump-file.ts'

const ANSWER_MS = 10_000
/** A program that has just been started, or is starting its first thread, listens soon. */
const BOOT_MS = 1000
const LOOK_EVERY_MS = 10
const STRANGER = 'it is not a program that uses nogil, or it has not started a thread yet'

export async function dump(words: readonly string[]): Promise<void> {
  const [word = ''] = words
  const pid = Number(word)
  if (words.length !== 1 || !/^[1-9]\d*$/.test(word) || !Number.isSafeInteger(pid)) {
    return end(2, `expected one process number, got "${words.join(' ')}"; try "nogil dump 4711"`)
  }
  const problem = whyNot(pid)
  if (problem !== undefined) return end(1, problem)
  const program = await listenerOf(pid)
  if (program === undefined) return end(1, `process ${pid} does not listen: ${STRANGER}`)
  const file = layOut(program)
  if (file === undefined) return
  process.once('SIGINT', () => {
    file.remove()
    process.kill(process.pid, 'SIGINT')
  })
  try {
    const text = await ask(program, file)
    if (text !== undefined) process.stdout.write(text)
  } finally {
    file.remove()
  }
}

function whyNot(pid: number): string | undefined {
  if (constants.signals[DUMP_SIGNAL] === undefined) return 'not possible on this system, which has no signals'
  const error = signal(pid, 0)
  if (error === 'ESRCH') return `no process ${pid}`
  if (error === 'EPERM')
    return `process ${pid} belongs to another user; only that user and root may look into it`
  return undefined
}

/**
 * The process itself, or its child where `nogil run` has had to start one for the program (cli/replace-process.ts).
 * @returns undefined when neither listens.
 */
async function listenerOf(pid: number): Promise<number | undefined> {
  for (const since = performance.now(); performance.now() - since < BOOT_MS; await pause(LOOK_EVERY_MS)) {
    const found = [pid, ...childrenOf(pid)].find((one) => listens(one) !== false)
    if (found !== undefined) return found
  }
  return undefined
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return [] // not Linux, or it has just ended
  }
}

function layOut(pid: number): LaidOutFile | undefined {
  try {
    return layOutDumpFile(pid, ownerOf(pid))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST')
      end(1, `another "nogil dump ${pid}" is waiting; try again in ${ANSWER_MS / 1000} s`)
    else end(1, message)
    return undefined
  }
}

async function ask(pid: number, file: LaidOutFile): Promise<string | undefined> {
  signal(pid, DUMP_SIGNAL)
  for (const since = performance.now(); performance.now() - since < ANSWER_MS;) {
    const text = file.read()
    if (text !== undefined) return text
    if (signal(pid, 0) !== undefined) {
      end(1, `process ${pid} ended before it answered`)
      return undefined
    }
    await pause(LOOK_EVERY_MS)
  }
  end(1, `process ${pid} has not answered within ${ANSWER_MS / 1000} s: ${STRANGER}`)
  return undefined
}

/** @returns the code of the error, if there was one. */
function signal(pid: number, name: NodeJS.Signals | 0): string | undefined {
  try {
    process.kill(pid, name)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}

/** Whether somebody in the process has asked for the signal; undefined where the system does not say (not Linux). */
function listens(pid: number): boolean | undefined {
  try {
    const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    const bit = BigInt(constants.signals[DUMP_SIGNAL] - 1)
    return mask === undefined ? undefined : ((BigInt(`0x${mask}`) >> bit) & 1n) === 1n
  } catch {
    return undefined
  }
}

/** The user of the process, when this one is root and that one is not. */
function ownerOf(pid: number): number | undefined {
  if (process.getuid?.() !== 0) return undefined
  const uid = statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid
  return uid === 0 ? undefined : uid
}

function end(code: number, problem: string): void {
  console.error(`nogil dump: ${problem}`)
  process.exitCode = code
}
