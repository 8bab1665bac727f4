/** Runs another program and collects what it did: the way a test looks at exit codes, signals and whole outputs. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ran {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Milliseconds from the start to the end, the start of its Node included. */
  readonly ms: number
}

export interface RunOptions {
  readonly cwd?: string
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Milliseconds after which the program is killed and the run is an error. Default 40 000. */
  readonly timeout?: number
  /** Called with each piece of standard output: for tests that answer it, e.g. by a signal. */
  readonly onStdout?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** The repository's root folder. */
export const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url))

/** @throws Error with both outputs when the program outlives `timeout`. */
export function runProgram(file: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const started = performance.now()
  const env = { ...process.env, ...options.env }
  // Both change what a program prints or reports, and come from the test runner, not from the user.
  delete env['NODE_TEST_CONTEXT']
  delete env['NODE_OPTIONS']
  const child = spawn(file, args, { cwd: options.cwd ?? ROOT, env, stdio: 'pipe' })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    options.onStdout?.(text, (signal) => child.kill(signal))
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => {}) // A program may end without reading its input.
  child.stdin.end(options.input ?? '')
  const limit = options.timeout ?? 40_000
  return new Promise((settle, fail) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(new Error(`${file} ${args.join(' ')} did not end within ${limit} ms\n${stdout}\n${stderr}`))
    }, limit)
    child.once('error', fail)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      settle({ code, signal, stdout, stderr, ms: performance.now() - started })
    })
  })
}

/** `node …args` with this process's Node. */
export function runNode(args: readonly string[], options?: RunOptions): Promise<Ran> {
  return runProgram(process.execPath, args, options)
}

/** `nogil …args` as built in this repository. */
export function runNogil(args: readonly string[], options?: RunOptions): Promise<Ran> {
  return runNode([`${ROOT}dist/cli/main.js`, ...args], options)
}
