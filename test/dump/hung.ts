/** A program that goes on by itself while a test looks at it from outside. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ROOT } from '../support/child.ts'

export interface Hung {
  /** Of the program itself, whatever started it. */
  readonly pid: number
  /** Of the `nogil run` that it was started by; the same where that could become the program. */
  readonly startedAs: number
  stdout(): string
  stderr(): string
  /** Resolves when it has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

/**
 * Runs a program of test/dump/programs until `look` has settled, from the line `ready <pid>` on; kills it then.
 *
 * @param options.env - added to the environment.
 * @param options.uid - runs it as that user.
 */
export async function whileRunning<T>(
  [program, ...args]: readonly [string, ...string[]],
  look: (hung: Hung) => Promise<T>,
  options: { readonly env?: Readonly<Record<string, string>>; readonly uid?: number } = {},
): Promise<T> {
  const words = [`${ROOT}dist/cli/main.js`, 'run', `${ROOT}test/dump/programs/${program}`, ...args]
  const child = spawn(process.execPath, words, {
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    env: environment(options.env ?? {}),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  let pid = 0
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      pid = Number(/^ready (\d+)$/m.exec(stdout)?.[1] ?? 0)
      if (pid !== 0) resolve()
    })
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Awaited<Hung['ended']>)
  await Promise.race([ready, ended])
  if (pid === 0) throw new Error(`${program} was never ready\n${stdout}\n${stderr}`)
  try {
    return await look({ pid, startedAs: child.pid ?? 0, stdout: () => stdout, stderr: () => stderr, ended })
  } finally {
    for (const process_ of new Set([pid, child.pid ?? pid])) kill(process_)
    await ended
  }
}

/** Both come from the test runner, and change what programs print. */
function environment(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const env = { ...process.env, ...added }
  delete env['NODE_TEST_CONTEXT']
  delete env['NODE_OPTIONS']
  return env
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has ended
  }
}
