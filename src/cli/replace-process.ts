/**
 * Lets another command take this process's place: same terminal, same exit code, same signals.
 *
 * Where Node has `execve` (22.15, not on Windows) it is the same process. Elsewhere a child takes the terminal over and
 * this process only waits, passes signals on and ends the way the child ended.
 */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** Signals that ask a process to do something, which only the program may answer. */
const PASSED_ON = ['SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGCONT', 'SIGWINCH'] as const

/** A terminal sends these to the child as well, since both are in its foreground group: this process only survives them. */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const

/** Newer than `@types/node@20`, hence described here. */
interface ReplaceableProcess {
  readonly execve?: (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never
}

export async function replaceProcess(file: string, args: readonly string[]): Promise<void> {
  const { execve } = process as ReplaceableProcess
  if (execve !== undefined && process.platform !== 'win32') {
    // The first use warns that execve is experimental; this process has nothing else to warn about.
    process.removeAllListeners('warning')
    execve.call(process, file, [file, ...args], process.env)
  }
  const { code, signal } = await runChild(file, args)
  if (signal === null) {
    process.exitCode = code ?? 1
    return
  }
  // Whoever started us sees the signal itself, as it would from the program. Some cannot end us: then the shell's code.
  for (const name of [...PASSED_ON, ...FROM_TERMINAL]) process.removeAllListeners(name)
  process.exitCode = 128 + constants.signals[signal]
  process.kill(process.pid, signal)
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

async function runChild(file: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(file, args, { stdio: 'inherit' })
  for (const name of PASSED_ON) process.on(name, () => child.kill(name))
  for (const name of FROM_TERMINAL) {
    process.on(name, () => {
      // Sent to this process alone (kill -INT pid) it has to be passed on; the program gets it twice from a terminal
      // that also sent it, which is harmless only where it is not: so ask whether there is a terminal.
      if (!process.stdin.isTTY) child.kill(name)
    })
  }
  return new Promise((settle, fail) => {
    child.once('error', fail)
    child.once('exit', (code, signal) => settle({ code, signal }))
  })
}
