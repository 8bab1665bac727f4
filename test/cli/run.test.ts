import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import test from 'node:test'
import { ROOT, runNogil, runProgram } from '../support/child.ts'

const PROGRAMS = `${ROOT}test/cli/programs`

test('a TypeScript program runs with enums, namespaces, parameter properties, using and await using', async () => {
  const { code, stdout, stderr } = await runNogil(['run', `${PROGRAMS}/language.ts`])
  assert.equal(stderr, '')
  assert.deepEqual(stdout.split('\n'), [
    '0 green Red namespace common/js',
    '42 shape true undefined',
    '0 0',
    'disposed second',
    'disposed first',
    'disposed async',
    'true',
    '',
  ])
  assert.equal(code, 0)
})

test('an error names the line and column of the TypeScript source, also below `using`', async () => {
  const { stdout } = await runNogil(['run', `${PROGRAMS}/throws.ts`])
  assert.equal(stdout, 'throws.ts:12:58 throws.ts:13:10 throws.ts:17:3\n')
})

test('a plain worker of a TypeScript program runs TypeScript as well', async () => {
  const { stdout, stderr } = await runNogil(['run', `${PROGRAMS}/workers.ts`])
  assert.equal(stdout + stderr, 'from the worker: 42\n')
})

test('the program sees the arguments that `node program` would give it', async () => {
  const program = join(PROGRAMS, 'arguments.mjs')
  const cwd = join(PROGRAMS, 'lib')
  const { stdout } = await runNogil(['run', relative(cwd, program), 'a b', '--flag', '--', '-x=1'], { cwd })
  assert.deepEqual(JSON.parse(stdout), [['a b', '--flag', '--', '-x=1'], program])
})

test('options before the program are for node', async () => {
  const { stdout } = await runNogil(['run', '--conditions=nogil-test', `${PROGRAMS}/arguments.mjs`, 'x'])
  assert.deepEqual(JSON.parse(stdout)[0], ['x'])
  const { code, stderr } = await runNogil(['run', '--no-such-option', `${PROGRAMS}/arguments.mjs`])
  assert.equal(code, 9)
  assert.match(stderr, /bad option: --no-such-option/)
})

test("the exit code is the program's", async () => {
  assert.equal((await runNogil(['run', `${PROGRAMS}/exits.cjs`, '0'])).code, 0)
  assert.equal((await runNogil(['run', `${PROGRAMS}/exits.cjs`, '3'])).code, 3)
})

test("a signal that the program handles is the program's to answer", async () => {
  const { code, stdout } = await runNogil(['run', `${PROGRAMS}/signalled.ts`, 'handles'], {
    onStdout: (text, kill) => text.includes('ready') && kill('SIGTERM'),
  })
  assert.equal(stdout, 'ready\nhandled SIGTERM\n')
  assert.equal(code, 7)
})

for (const sent of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`a program that dies of ${sent} is seen to die of ${sent}`, async () => {
    const { code, signal } = await runNogil(['run', `${PROGRAMS}/signalled.ts`], {
      onStdout: (_, kill) => kill(sent),
    })
    assert.deepEqual([code, signal], [null, sent])
  })
}

test('standard input reaches the program', async () => {
  const { stdout } = await runNogil(['run', `${PROGRAMS}/echo.ts`], { input: 'über\n' })
  assert.equal(stdout, 'got über\n')
})

test('a program outside any package finds nogil, from modules and from CommonJS', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nogil-run-'))
  try {
    cpSync(join(PROGRAMS, 'outside'), folder, { recursive: true })
    writeFileSync(join(folder, 'plain.js'), 'console.log(require("nogil/package.json").name)')
    const module = await runNogil(['run', join(folder, 'module.ts')], { cwd: folder })
    assert.equal(module.stdout + module.stderr, `${ROOT}package.json nogil\n`)
    const common = await runNogil(['run', join(folder, 'common.cts')], { cwd: folder })
    assert.equal(common.stdout + common.stderr, 'nogil 4\n')
    assert.equal((await runNogil(['run', 'plain.js'], { cwd: folder })).stdout, 'nogil\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** A folder as `npm init` makes it, with these files. */
function freshProject(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'nogil-fresh-'))
  const texts = { 'package.json': '{ "type": "commonjs" }', ...files }
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text)
  return folder
}

test('a .ts program may import and await in a package of the type "commonjs", as `npm init` makes it, and so may its threads', async () => {
  const folder = freshProject({
    'program.ts': `import { Thread } from 'nogil'
import { twice } from './twice.ts'
const thread = new Thread({ target: (n: number): number => twice(n), args: [21] })
thread.start()
console.log(await thread.resultAsync())\n`,
    'twice.ts': 'export const twice = (n: number): number => 2 * n\n',
  })
  try {
    const { stdout, stderr } = await runNogil(['run', 'program.ts'], { cwd: folder })
    assert.equal(stdout + stderr, '42\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a .ts program that requires is CommonJS in a package of that type, and a .cts program always', async () => {
  const requires = `const { sep }: typeof import('node:path') = require('node:path')
console.log(typeof sep, typeof module.exports)\n`
  const folder = freshProject({
    'program.ts': requires,
    'wrong.cts': `import { sep } from 'node:path'\nawait sep\n`,
  })
  try {
    const { stdout, stderr } = await runNogil(['run', 'program.ts'], { cwd: folder })
    assert.equal(stdout + stderr, 'string object\n')
    assert.equal((await runNogil(['run', 'wrong.cts'], { cwd: folder })).code, 1)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('`npm start -- program` runs it relative to where npm was called', async () => {
  const { stdout, stderr, code } = await runProgram(
    'npm',
    ['--prefix', ROOT, 'start', '--silent', '--', 'arguments.mjs', 'x'],
    {
      cwd: PROGRAMS,
    },
  )
  assert.equal(code, 0, stderr)
  assert.deepEqual(JSON.parse(stdout), [['x'], join(PROGRAMS, 'arguments.mjs')])
})
