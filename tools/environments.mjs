/**
 * Runs the projects of test/environments against the packed library: `node tools/environments.mjs [name…]`.
 *
 * With the Node that runs this file, also inside the projects' scripts.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { installProject, pack, ROOT } from './pack.mjs'

const PROJECTS = join(ROOT, 'test/environments')
/** Milliseconds for one script; jest and vitest take 3 s on an idle machine. */
const LIMIT = 90_000

const wanted = process.argv.slice(2)
const names = readdirSync(PROJECTS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (wanted.length === 0 || wanted.includes(entry.name)))
  .map((entry) => entry.name)
const { path: tarball } = pack()
let failed = 0
for (const name of names) {
  const { scripts } = JSON.parse(readFileSync(join(PROJECTS, name, 'package.json'), 'utf8'))
  const folder = installProject(join(PROJECTS, name), name, tarball)
  for (const script of Object.keys(scripts)) check(folder, name, script, scripts[script])
}
console.log(`${failed} environments failed on Node ${process.version}`)
process.exit(names.length === 0 || failed > 0 ? 1 : 0)

function check(folder, name, script, command) {
  const started = performance.now()
  const PATH = [join(folder, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(
    delimiter,
  )
  const ran = spawnSync(command, {
    cwd: folder,
    shell: true,
    encoding: 'utf8',
    timeout: LIMIT,
    killSignal: 'SIGKILL',
    env: { ...process.env, PATH, NODE_OPTIONS: '', CI: 'true', NO_COLOR: '1' },
  })
  const output = ran.stdout + ran.stderr
  const passed = ran.status === 0 && output.includes('ok 42')
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} ${script} (${seconds} s)`)
  if (passed) return
  failed += 1
  const reason = ran.signal === null ? `exit code ${ran.status}` : `ended by ${ran.signal}`
  console.log(`${command}\n${reason}\n${output}`.replace(/^/gm, '    '))
}
