/**
 * The same program in Python and in TypeScript says the same. What Python says is recorded (`*.expected`), and where
 * there is a Python the record itself is checked; `UPDATE=1` writes it anew.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { hasPython, twin } from './python-child.ts'

interface Output {
  stdout: string
  stderr: string
}

function run(command: string, file: string): Output {
  const env = { ...process.env, TZ: 'UTC', PYTHONUTF8: '1', NO_COLOR: '1' }
  const child = spawnSync(command, [file], { encoding: 'utf8', env, timeout: 60_000 })
  assert.equal(child.status, 0, `${file} failed: ${child.stderr}`)
  return { stdout: normal(child.stdout), stderr: normal(child.stderr) }
}

/**
 * What both languages can agree on: the frames of stacks are left out (in Python, lines that begin with two spaces and
 * the heading), and errors have Python's names. In messages a type of values is called as in JavaScript.
 */
function normal(text: string): string {
  return text
    .replace(/^KeyError: .*\n\nDuring handling .*\n/gm, '')
    .split('\n')
    .filter((line) => !/^( {2}|Traceback)/.test(line) && line !== '')
    .map((line) =>
      line
        .replace(/^RangeError: no value for the key /, 'KeyError: ')
        .replace(/^RangeError:/, 'ValueError:')
        .replace(/, not str$/, ', not string')
        .replace(/; got '!'$/, '')
        .replace('Arguments: { a: 1 }', "Arguments: {'a': 1}"),
    )
    .join('\n')
}

for (const name of ['hierarchy', 'formats', 'handlers', 'reports']) {
  test(`${name}: the program says what its Python twin says`, () => {
    const record = twin(`${name}.expected`)
    const fromPython = hasPython() ? run('python3', twin(`${name}.py`)) : null
    if (process.env['UPDATE'] === '1' || !existsSync(record)) {
      assert.ok(fromPython !== null, 'recording needs python3')
      writeFileSync(record, `${JSON.stringify(fromPython, null, 1)}\n`)
    }
    const recorded = JSON.parse(readFileSync(record, 'utf8')) as Output
    if (fromPython !== null)
      assert.deepEqual(fromPython, recorded, 'the record is out of date: run with UPDATE=1')
    const program = fileURLToPath(new URL(`twins/${name}.js`, import.meta.url))
    const ours = run(process.execPath, program)
    assert.equal(ours.stdout, recorded.stdout)
    assert.equal(ours.stderr, recorded.stderr)
  })
}
