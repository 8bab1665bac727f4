/** Runs a twin program in the machine's Python; `null` where there is none, then recorded answers are used. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

let available: boolean | null = null

/** Whether a Python 3 can be run here. */
export function hasPython(): boolean {
  available ??= spawnSync('python3', ['-c', 'import logging.handlers'], { timeout: 20_000 }).status === 0
  return available
}

/** Path of a program in test/python/logging, from the compiled test in .build/test/logging. */
export function twin(name: string): string {
  return fileURLToPath(new URL(`../../../test/python/logging/${name}`, import.meta.url))
}

/** The JSON that the program writes when it reads `input` as JSON. */
export function askPython(name: string, input: unknown, env: Record<string, string> = {}): unknown {
  const child = spawnSync('python3', [twin(name)], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 60_000,
    env: { ...process.env, PYTHONUTF8: '1', ...env },
  })
  if (child.status !== 0) throw new Error(`python3 ${name} failed: ${child.stderr}`)
  return JSON.parse(child.stdout)
}
