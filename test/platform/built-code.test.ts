/** How threads get the code of the library: compiled once per process, and from disk where Node keeps a cache there. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { Worker } from 'node:worker_threads'
import { ROOT, runNode } from '../support/child.ts'

const PROGRAMS = `${ROOT}test/platform/programs`

/** How the threads of a program with one task got the code, main first. */
async function ways(env: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const args = ['--require', `${PROGRAMS}/watch-scripts.cjs`, `${PROGRAMS}/one-task.mjs`]
  const ran = await runNode(args, { env: { NODE_COMPILE_CACHE: '', ...env } })
  assert.deepEqual([ran.code, ran.stdout], [0, '42\n'], ran.stderr)
  return ran.stderr.trimEnd().split('\n')
}

test('main compiles the library, and every worker makes it from the code cache of main', async () => {
  const [main, ...workers] = await ways()
  assert.equal(main, 'main nogil.cjs compiled')
  assert.ok(workers.length >= 1)
  for (const way of workers) assert.equal(way, 'worker nogil.cjs cached')
})

interface BuiltCode {
  loadBuilt(name: string): Readonly<Record<string, unknown>>
  fillShelves(): void
  shelvesForWorkers(): Readonly<Record<string, SharedArrayBuffer>>
}

/** What a worker with these shelves says of the way in which it got the code, and whether it has all of it. */
async function wayWith(nogilShelves: object): Promise<[string, boolean]> {
  const script = `
    const vm = require('node:vm')
    const { parentPort } = require('node:worker_threads')
    let way = 'compiled'
    vm.Script = class extends vm.Script {
      constructor(source, options) {
        super(source, options)
        if (options.filename.endsWith('/nogil.cjs') && options.cachedData !== undefined)
          way = this.cachedDataRejected ? 'refused' : 'cached'
      }
    }
    const { loadBuilt } = require(${JSON.stringify(`${ROOT}dist/platform/built-code.cjs`)})
    const { Queue } = loadBuilt('queue.cjs')
    parentPort.postMessage([way, typeof Queue.prototype.put === 'function' && Queue === loadBuilt('queue.cjs').Queue])`
  const worker = new Worker(script, { eval: true, workerData: { nogilShelves } })
  return new Promise((settle, fail) => worker.once('message', settle).once('error', fail))
}

test('a shelf that is empty, damaged, or not there costs a worker time and nothing else', async () => {
  const code = createRequire(import.meta.url)(`${ROOT}dist/platform/built-code.cjs`) as BuiltCode
  code.loadBuilt('queue.cjs')
  const shelves = code.shelvesForWorkers()
  code.fillShelves()
  // of the one large file that queues need
  assert.equal(Object.keys(shelves).length, 1)
  const [key, shelf] = Object.entries(shelves)[0] as [string, SharedArrayBuffer]
  assert.deepEqual(await wayWith(shelves), ['cached', true])
  assert.deepEqual(await wayWith({}), ['compiled', true])
  assert.deepEqual(await wayWith({ [key]: new SharedArrayBuffer(64) }), ['compiled', true])
  assert.deepEqual(await wayWith({ [`another copy's`]: shelf }), ['compiled', true])
  const damaged = new SharedArrayBuffer(shelf.byteLength)
  new Uint8Array(damaged).set(new Uint8Array(shelf))
  new Uint8Array(damaged).fill(7, 4, 4096)
  assert.deepEqual(await wayWith({ [key]: damaged }), ['refused', true])
})

test('where Node keeps a compile cache, main makes the library from it too, and mends a damaged file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nogil-'))
  try {
    const env = { NODE_COMPILE_CACHE: folder }
    const files = (): string[] =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /nogil-.*nogil\.cjs/.test(name),
      )
    assert.equal((await ways(env))[0], 'main nogil.cjs compiled')
    assert.equal(files().length, 1)
    assert.equal((await ways(env))[0], 'main nogil.cjs cached')
    const path = join(folder, files()[0] as string)
    const flipped = readFileSync(path)
    flipped.writeUInt8(flipped.readUInt8(flipped.length >>> 1) ^ 1, flipped.length >>> 1)
    for (const damaged of ['not what V8 has written', '', flipped, flipped.subarray(0, 100_000)]) {
      writeFileSync(path, damaged)
      assert.equal((await ways(env))[0], 'main nogil.cjs compiled')
      assert.equal((await ways(env))[0], 'main nogil.cjs cached')
    }
    assert.equal(files().length, 1)
    assert.equal((await ways({ ...env, NODE_DISABLE_COMPILE_CACHE: '1' }))[0], 'main nogil.cjs compiled')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a compile cache that cannot be written is none', async () => {
  assert.equal((await ways({ NODE_COMPILE_CACHE: '/dev/null/nowhere' }))[0], 'main nogil.cjs compiled')
})
