/**
 * `nogil run`: becomes `node --import <hooks> program`, so that the program, its workers and its exit are Node's own.
 *
 * In this process instead, `process.execArgv` would not hold the hooks: workers inherit only what the process was
 * started with, so `new Worker('./x.ts')` would fail, and `import.meta.main` and `process.argv` would be imitations.
 * Starting again costs one Node start (25–40 ms) where the process cannot be replaced (Node before 22.15, Windows).
 */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { replaceProcess } from './replace-process.ts'

export async function run(words: readonly string[]): Promise<void> {
  const at = words.findIndex((word) => !word.startsWith('-'))
  const program = words[at]
  if (program === undefined) {
    return refuse('expected a program to run, got none; try "nogil run program.ts"')
  }
  const problem = whyNotRunnable(program)
  if (problem !== undefined) return refuse(problem)
  const preload = new URL('../platform/typescript-preload.js', import.meta.url)
  const nodeOptions = [`--import=${preload.href}`, ...words.slice(0, at)]
  await replaceProcess(process.execPath, [...nodeOptions, resolve(program), ...words.slice(at + 1)])
}

function whyNotRunnable(program: string): string | undefined {
  const stat = statSync(program, { throwIfNoEntry: false })
  if (stat === undefined) return `expected a program, found no file "${program}" in ${process.cwd()}`
  if (stat.isDirectory()) return `expected a program, "${program}" is a folder; name the file in it`
  return undefined
}

function refuse(problem: string): void {
  console.error(`nogil run: ${problem}`)
  process.exitCode = 2
}
