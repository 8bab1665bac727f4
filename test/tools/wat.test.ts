import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { ROOT } from '../support/child.ts'

interface Assembler {
  watFiles(folder?: string): string[]
  outputOf(path: string): string
  generate(path: string): Promise<string>
  isUpToDate(path: string): boolean
}
const wat = (await import(`${ROOT}tools/wat.mjs`)) as Assembler

test('the committed bytes of each Wasm module are what its text assembles to', async () => {
  const files = wat.watFiles()
  assert.ok(files.length > 0)
  for (const path of files) {
    assert.equal(readFileSync(wat.outputOf(path), 'utf8'), await wat.generate(path), path)
  }
})

test('a changed text is seen, and a text that is no Wasm is refused with its line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nogil-wat-'))
  try {
    cpSync(`${ROOT}src/core/wasm`, folder, { recursive: true })
    const path = join(folder, 'core.wat')
    assert.equal(wat.isUpToDate(path), true)
    writeFileSync(path, `${readFileSync(path, 'utf8')}\n;; changed`)
    assert.equal(wat.isUpToDate(path), false)
    writeFileSync(path, '(module\n  (func (export "f") (result i32) i32.nonsense))')
    await assert.rejects(wat.generate(path), /core\.wat:2:/)
    writeFileSync(path, '(module (func (export "f") (result i32)))')
    await assert.rejects(wat.generate(path), { name: 'CompileError' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
