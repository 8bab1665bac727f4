/**
 * What it costs to send a function and to receive it, by kind of function.
 *
 * Run: npx tsc -p . && npx tsc -p test && node --experimental-strip-types bench/micro/functions.bench.ts (Node >= 22), on an idle
 * machine. Excluded: the first capture in a process (10-15 ms: opening the inspector, compiling our own code).
 */
import { bench, run, summary } from 'mitata'

const build = new URL('../../.build/test/runtime/functions/', import.meta.url)
const { codec, functions } = (await import(
  new URL('built.js', build).href
)) as typeof import('../../test/runtime/functions/built.ts')
const { Lock } = (await import(
  new URL('shared-memory.js', build).href
)) as typeof import('../../test/runtime/functions/shared-memory.ts')

const encoder = new codec.Encoder()
function send(f: Function): Uint8Array {
  encoder.begin()
  encoder.value(f)
  return encoder.finish()
}
function receive(bytes: Uint8Array): unknown {
  return functions.receive(bytes, 0, bytes.length, undefined, (from) => from.value())
}

const K = 1
const lock = new Lock()
const settings = { port: 8080, hosts: ['a', 'b'] }
let changing = 0
changing++
class Job {
  n = 1
  run(): number {
    return this.n + K
  }
}
const job = new Job()
const helper = (n: number): number => n + K
const stable = (): number => helper(lock.address)
const withData = (): number => settings.port
const withVariable = (): number => changing
const withInstance = (): number => job.run()
const lone = (): ((n: number) => number) => (n) => n * 3
const fresh =
  (i: number): (() => number) =>
  () =>
    helper(i)

summary(() => {
  bench('send: captures never change', () => send(stable))
  bench('send: a constant object', () => send(withData))
  bench('send: an instance of a class', () => send(withInstance))
  bench('send: a variable that changes', () => send(withVariable))
  let i = 0
  bench('send: a fresh arrow each time', () => send(fresh(i++)))
  bench('send: a fresh arrow each time that takes nothing from around it', () => send(lone()))
})
summary(() => {
  for (const [name, f] of Object.entries({ stable, withData, withInstance, withVariable, fresh: fresh(1) })) {
    send(f)
    const bytes = send(f).slice()
    bench(`receive: ${name}`, () => receive(bytes))
  }
})
await run()
