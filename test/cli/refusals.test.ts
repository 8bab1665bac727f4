import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { ROOT, runNogil } from '../support/child.ts'

const PROGRAMS = `${ROOT}test/cli/programs`

test("--version prints the package's version", async () => {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'))
  assert.equal((await runNogil(['--version'])).stdout, `${version}\n`)
})

test('--help goes to standard output and is a success', async () => {
  const { code, stdout, stderr } = await runNogil(['--help'])
  assert.match(stdout, /^Usage: nogil run /)
  assert.deepEqual([code, stderr], [0, ''])
})

test('no command at all shows the help as an error', async () => {
  const { code, stdout, stderr } = await runNogil([])
  assert.match(stderr, /^Usage: nogil run /)
  assert.deepEqual([code, stdout], [2, ''])
})

const refusals: [claim: string, words: string[], message: RegExp][] = [
  ['an unknown command is refused and says what to do', ['rnu', 'x.ts'], /expected a command, got "rnu"/],
  ["a program's name alone is refused with the command that runs it", ['x.ts'], /try "nogil run x\.ts"/],
  ['run without a program is refused', ['run', '--inspect'], /expected a program to run, got none/],
  ['a missing program is refused by its name', ['run', 'no-such.ts'], /found no file "no-such\.ts" in \//],
  ['a folder is refused', ['run', 'test'], /"test" is a folder/],
]
for (const [claim, words, message] of refusals) {
  test(claim, async () => {
    const { code, stdout, stderr } = await runNogil(words)
    assert.match(stderr, message)
    assert.deepEqual([code, stdout], [2, ''])
  })
}

test('an import that nothing satisfies names what was written', async () => {
  const { code, stderr } = await runNogil(['run', `${PROGRAMS}/imports-missing.ts`])
  assert.equal(code, 1)
  assert.match(stderr, /Cannot find module '.*missing\.js'/)
})

test('an import without its extension is an error, as in Node', async () => {
  const { code, stderr } = await runNogil(['run', `${PROGRAMS}/imports-without-extension.ts`])
  assert.equal(code, 1)
  assert.match(stderr, /Cannot find module '.*twice'/)
})

test('a syntax error shows the place in the source and no frame of ours', async () => {
  const { code, stderr } = await runNogil(['run', `${PROGRAMS}/syntax-error.ts`])
  assert.equal(code, 1)
  assert.match(stderr, /syntax-error\.ts:2:14/)
  assert.match(stderr, /2 │|2 \| const wrong: = 2/)
  assert.doesNotMatch(stderr, /transformTypeScript/)
})

test('a standard decorator is refused with the ways out', async () => {
  const { code, stderr } = await runNogil(['run', `${PROGRAMS}/decorated.ts`])
  assert.equal(code, 1)
  assert.match(stderr, /Expected no standard decorators in .*decorated\.ts/)
  assert.match(stderr, /experimentalDecorators/)
})

test('a decorator works where tsconfig.json asks for experimentalDecorators', async () => {
  const { stdout, stderr } = await runNogil(['run', `${PROGRAMS}/legacy/decorated.ts`])
  assert.equal(stdout + stderr, 'decorated method function\n')
})
