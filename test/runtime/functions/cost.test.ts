/** What sending costs, in counts rather than times: look-ups by the inspector, blobs, memory kept. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import type * as Codec from '../../../dist/runtime/codec/index.js'
import { codec, functions } from './built.ts'
import { helper as imported } from './fixtures/library.ts'
import { encodeCall } from './harness.ts'
import { posts, sum } from './posts.ts'
import './shared-memory.ts'

const K = 1
const table = { list: [1, 2, 3] }
const helper = (n: number): number => n + K

test('a function whose captures never change is looked into once, and is a few bytes from then on', () => {
  const stable = (): number => helper(K)
  assert.ok(sum(posts(() => encodeCall(stable, []))) > 0)
  encodeCall(stable, [])
  assert.equal(sum(posts(() => encodeCall(stable, []))), 0)
  assert.ok(encodeCall(stable, []).bytes.length < 16)
})

test('a function that another module exports is a few bytes from its second time on, and found without the inspector', async () => {
  encodeCall(imported, [])
  const { bytes } = encodeCall(imported, [1])
  assert.ok(bytes.length < 16)
  assert.equal(sum(posts(() => encodeCall(imported, []))), 0)
  const read = (from: Codec.Decoder): unknown => [from.value(), from.value()]
  const within = new Uint8Array([0, 0, 0, ...bytes, 0])
  assert.deepEqual(await functions.receive(within, 3, 3 + bytes.length, undefined, read), [imported, [1]])
})

test('a function of a module that its caller imports by import() is found without the Debugger domain', async () => {
  const { late } = await import('./fixtures/late.ts')
  const counts = posts(() => encodeCall(late, [1]))
  assert.ok(sum(counts) > 0)
  assert.equal(counts.get('Debugger.enable'), undefined)
})

test('a function of a module that threads must not import crosses by its text again', () => {
  encodeCall(imported, [])
  encodeCall(imported, [])
  const url = new URL('./fixtures/library.js', import.meta.url).href
  assert.ok(functions.deny(`${url}\0${url}`))
  assert.ok(encodeCall(imported, []).bytes.length > 16)
})

test('a constant that holds data is written again without the inspector', () => {
  const reader = (): number => table.list.length
  encodeCall(reader, [])
  assert.equal(sum(posts(() => encodeCall(reader, []))), 0)
  table.list.push(4)
  const { bytes } = encodeCall(reader, [])
  const again = functions.receive(bytes, 0, bytes.length, undefined, (from) => from.value()) as () => number
  assert.equal(again(), 4)
})

test('a fresh arrow from a known place costs one look-up of four messages, and no blob', () => {
  const make =
    (i: number): (() => number) =>
    () =>
      helper(i)
  encodeCall(make(0), [])
  encodeCall(make(1), [])
  const counts = posts(() => encodeCall(make(2), []))
  assert.deepEqual([...counts].sort(), [
    ['Runtime.callFunctionOn', 2],
    ['Runtime.getProperties', 1],
    ['Runtime.releaseObjectGroup', 1],
  ])
})

test('no fresh closure is kept alive by having been sent, and the Debugger domain stays off', () => {
  const program = `
    import { Session } from 'node:inspector'
    import { encodeCall } from ${JSON.stringify(new URL('./harness.js', import.meta.url).href)}
    const used = []
    const post = Session.prototype.post
    Session.prototype.post = function (...args) { used.push(args[0]); return post.apply(this, args) }
    const make = (i) => { const big = new Array(1000).fill(i + 0.5); return () => big }
    const make2 = (i) => { let big = new Array(1000).fill(i + 0.5); big = big.concat(); return () => big }
    for (let i = 0; i < 100; i++) { encodeCall(make(i), []); encodeCall(make2(i), []) }
    used.length = 0
    gc(); const before = process.memoryUsage().heapUsed
    for (let i = 0; i < 1000; i++) { encodeCall(make(i), []); encodeCall(make2(i), []); used.length = 0 }
    await new Promise((r) => setTimeout(r, 0))
    gc(); const perSend = (process.memoryUsage().heapUsed - before) / 2000
    console.log(JSON.stringify({ perSend, debugger: used.filter((m) => m.startsWith('Debugger')).length }))
  `
  const out = execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], {
    encoding: 'utf8',
  })
  const { perSend, debugger: debuggerPosts } = JSON.parse(out) as { perSend: number; debugger: number }
  assert.ok(perSend < 500, `${perSend} bytes are kept per closure of 8 kB`)
  assert.equal(debuggerPosts, 0)
})

test('the Debugger domain is switched off again after the rare look-up that needs it', () => {
  // Text of a script that is no file: V8 has to be asked where it comes from.
  const odd = new Function('return (n) => n + 1')() as (n: number) => number
  const counts = posts(() => encodeCall(odd, []))
  assert.equal(counts.get('Debugger.enable'), counts.get('Debugger.disable'))
  const { bytes } = encodeCall(odd, [])
  assert.equal((new codec.Decoder(bytes).value() as (n: number) => number)(1), 2)
})
