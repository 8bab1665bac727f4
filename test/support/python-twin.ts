/** Runs a Python program and its TypeScript twin, for tests that demand the same output from both. */
import { spawnSync } from 'node:child_process'
import { type Ran, runNogil, runProgram, type RunOptions } from './child.ts'

/** The CPython on this machine, or undefined: tests that need it are skipped there, and say so. */
export const PYTHON: string | undefined = ['python3', 'python'].find(
  (name) => spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0,
)

/** For `test(name, { skip: NO_PYTHON }, …)`. */
export const NO_PYTHON: string | false = PYTHON === undefined ? 'needs python3 >= 3.8' : false

export interface Twins {
  readonly python: Ran
  readonly typescript: Ran
}

/** Runs `path.py` and `path.ts`, one after the other so that neither slows the other's timing. */
export async function runTwins(path: string, options?: RunOptions): Promise<Twins> {
  if (PYTHON === undefined)
    throw new Error('expected python3 >= 3.8 on the PATH; skip the test with NO_PYTHON')
  const python = await runProgram(PYTHON, ['-u', `${path}.py`], options)
  const typescript = await runNogil(['run', `${path}.ts`], options)
  return { python, typescript }
}

/** Lines without the clock time that both loggers put first, and without line ends that differ by system. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\d\d:\d\d:\d\d: /, ''))
    .filter((line) => line !== '')
}
