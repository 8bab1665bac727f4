/**
 * `npm start [-- program arguments…]`: builds the library when its sources are newer than the build, then runs the
 * program as `nogil run` does. Without a program it runs examples/single-thread.ts.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CLI = join(ROOT, 'dist/cli/main.js')

if (!isBuilt()) {
  // npm sets the working folder to the package; the compiler's own entry is used since npx would ask the registry.
  const steps = [['tools/wat.mjs'], ['node_modules/typescript/bin/tsc', '-p', '.'], ['tools/bundle.mjs']]
  for (const step of steps) {
    const { status } = spawnSync(process.execPath, step, { cwd: ROOT, stdio: 'inherit' })
    if (status !== 0) process.exit(status ?? 1)
  }
}

const [program = join(ROOT, 'examples/single-thread.ts'), ...args] = process.argv.slice(2)
// `npm start` runs in the package; the caller's folder is where a relative path was meant.
const from = process.env.INIT_CWD ?? process.cwd()
process.argv = [process.execPath, CLI, 'run', resolve(from, program), ...args]
await import(CLI)

/** Whether no file of src/ is newer than the compiled entry (tsc writes all of them each time). */
function isBuilt() {
  if (!existsSync(CLI)) return false
  const built = statSync(CLI).mtimeMs
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true }).map((name) =>
    join(ROOT, 'src', String(name)),
  )
  return [...sources, join(ROOT, 'tsconfig.json')].every((path) => statSync(path).mtimeMs <= built)
}
