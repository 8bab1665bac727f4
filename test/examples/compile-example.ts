/** The examples as plain JavaScript, compiled by TypeScript's own compiler, in a package where `nogil` is installed. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { ROOT } from '../support/child.ts'

export interface Form {
  readonly name: string
  readonly ending: 'js' | 'mjs' | 'cjs'
  /** `type` of the package that the program is in. */
  readonly type: 'module' | 'commonjs'
}
export const FORMS: readonly Form[] = [
  { name: '.js in an ESM package', ending: 'js', type: 'module' },
  { name: '.js in a CommonJS package', ending: 'js', type: 'commonjs' },
  { name: '.mjs', ending: 'mjs', type: 'commonjs' },
  { name: '.cjs', ending: 'cjs', type: 'module' },
]

const TSC = `${ROOT}node_modules/typescript/bin/tsc`
const OPTIONS = [
  '--ignoreConfig',
  '--module',
  'nodenext',
  '--target',
  'es2022',
  '--types',
  'node',
  '--skipLibCheck',
]

/** Compiles all examples. @param user - The caller's own name, for a folder of its own. @returns the folder of `name.ending`. */
export function compileExamples({ ending, type }: Form, user: string): string {
  const folder = `${ROOT}.build/examples/${user}/${ending}-${type}`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(`${folder}/node_modules`, { recursive: true })
  symlinkSync(ROOT, `${folder}/node_modules/nogil`)
  writeFileSync(`${folder}/package.json`, JSON.stringify({ type }))
  const sources = readdirSync(`${ROOT}examples`).filter((name) => name.endsWith('.ts'))
  const names = sources.map((name) => name.replace(/ts$/, ending.replace('j', 't')))
  for (const [n, source] of sources.entries())
    copyFileSync(`${ROOT}examples/${source}`, `${folder}/${names[n]}`)
  execFileSync(process.execPath, [TSC, ...OPTIONS, ...names], { cwd: folder, stdio: 'pipe' })
  return folder
}
