/** Runs a program that stands as text in its test: written to a file of its own, because the entry file matters. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Ran, ROOT, runNode, runNogil, type RunOptions } from './child.ts'

/** Folder inside the package, so that `nogil` resolves to what is tested. */
const FOLDER = `${ROOT}.build/programs/`

/** Files of one program by name, e.g. `{ 'main.mjs': '…', 'library.mjs': '…' }`; the first is the entry. */
export type Files = Readonly<Record<string, string>>

/** @returns the path of the entry file. */
export function writeProgram(name: string, files: Files): string {
  for (const [file, text] of Object.entries(files)) {
    const path = `${FOLDER}${name}/${file}`
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return `${FOLDER}${name}/${Object.keys(files)[0]}`
}

/** Runs the program with Node, or with `nogil run` when its entry is TypeScript. */
export function runText(name: string, files: Files | string, options?: RunOptions): Promise<Ran> {
  const entry = writeProgram(name, typeof files === 'string' ? { 'main.mjs': files } : files)
  return /\.[cm]?ts$/.test(entry) ? runNogil(['run', entry], options) : runNode([entry], options)
}
