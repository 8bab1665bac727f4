/**
 * Checks the package as users get it: its size, its files, and an empty project that installs it and uses it from an
 * ES module, from CommonJS and from TypeScript. The project is test/package.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { installProject, pack, ROOT } from './pack.mjs'

/** Kilobytes. Raise them knowingly: each start of a thread reads what is loaded, each install downloads it all. */
const BUDGET = { packed: 2300, unpacked: 9200 }

const packed = pack()
check('packed', packed.packedBytes)
check('unpacked', packed.unpackedBytes)
for (const path of packed.files) {
  if (!/^(dist\/|src\/|package\.json$|README|LICENSE)/.test(path))
    fail(`${path} does not belong into the package`)
}
for (const needed of ['LICENSE', 'dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js', 'src/index.ts']) {
  if (!packed.files.includes(needed)) fail(`${needed} is missing from the package`)
}

const folder = installProject(join(ROOT, 'test/package'), 'package', packed.path)
run('an ES module', [process.execPath, 'module.mjs'])
run('a CommonJS module', [process.execPath, 'common.cjs'])
run('the types, as ES module and as CommonJS', [
  process.execPath,
  join(ROOT, 'node_modules/typescript/bin/tsc'),
  '-p',
  '.',
])
run('the command', [join(folder, 'node_modules/.bin/nogil'), 'run', 'program.ts'])

function run(what, [file, ...args]) {
  try {
    execFileSync(file, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', timeout: 60_000 })
    console.log(`ok: ${what}`)
  } catch (error) {
    fail(`${what} does not work in an empty project:\n${error.stdout}\n${error.stderr}`)
  }
}

function check(what, bytes) {
  const kilobytes = Math.round(bytes / 100) / 10
  console.log(`${what}: ${kilobytes} kB of ${BUDGET[what]}`)
  if (kilobytes > BUDGET[what]) fail(`the ${what} package is larger than its budget`)
}

function fail(message) {
  console.error(message)
  process.exitCode = 1
}
