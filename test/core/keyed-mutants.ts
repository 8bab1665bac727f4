/**
 * Wrong steps of maps: the text of the Wasm core with one mistake each that is easily made. All of them, and the right
 * one beside them, now and then sleep between two operations: where the mistakes show, however busy the machine is.
 */
import { readFileSync } from 'node:fs'

const CORE = new URL('../../../src/core/wasm/core.wat', import.meta.url)

interface Edit {
  /** Of which function the text is changed. */
  readonly of: string
  readonly from: string
  readonly to: string
}

/** Every 16th pause lets other threads run. */
const PAUSE = `
  (global $pauses (mut i32) (i32.const 0))
  (func $pause
    (global.set $pauses (i32.add (global.get $pauses) (i32.const 1)))
    (if (i32.eqz (i32.and (global.get $pauses) (i32.const 15)))
      (then (drop (memory.atomic.wait32 (i32.const NEVER_CHANGES) (i32.const 0) (i64.const 20000))))))
`

const PAUSES: readonly Omit<Edit, 'to'>[] = [
  {
    of: '$seek',
    from: '(local.set $e (i32.atomic.load (i32.add (local.get $index) (i32.shl (local.get $n) (i32.const 2)))))',
  },
  { of: 'readKey', from: '(local.set $high (i64.atomic.load offset=24 (local.get $e)))' },
  { of: 'lockKey', from: '(if (i32.le_u (local.get $e) (i32.const 1)) (then (return (local.get $e))))' },
  {
    of: 'writeEntry',
    from: '(i64.atomic.store offset=24 (local.get $e) (call $words (local.get $c) (local.get $d)))',
  },
]

const SAME_KEY = '(call $says (local.get $e) (local.get $a) (local.get $b) (local.get $c) (local.get $d))'

export const mutants: Readonly<Record<string, readonly Edit[]>> = {
  'a look does not heed the version': [
    {
      of: 'readKey',
      from: '(if (i32.and (local.get $v) (i32.const 1)) (then (return (i32.const 1))))',
      to: '',
    },
    {
      of: 'readKey',
      from: '(if (i32.ne (i32.atomic.load offset=40 (local.get $e)) (local.get $v)) (then (return (i32.const 1))))',
      to: '',
    },
  ],
  'a write does not mark its version': [
    { of: 'writeEntry', from: '(i32.atomic.store offset=40 (local.get $e) (local.get $v))', to: '' },
    {
      of: 'writeEntry',
      from: '(i32.atomic.store offset=40 (local.get $e) (i32.add (local.get $v) (i32.const 1)))',
      to: '',
    },
  ],
  'two threads have one lock': [
    {
      of: 'lockKey',
      from: '(i32.atomic.rmw.cmpxchg offset=36 (local.get $e) (i32.const 0) (local.get $me))',
      to: '(i32.and (i32.const 0) (i32.atomic.rmw.xchg offset=36 (local.get $e) (local.get $me)))',
    },
  ],
  'who has the lock does not look whether the entries are frozen': [
    {
      of: 'lockKey',
      from: '(i32.eq (i32.atomic.load offset=64 (local.get $map)) (local.get $seq))',
      to: '(i32.const 1)',
    },
  ],
  'who has the lock does not look whether the key is still there': [
    { of: 'lockKey', from: SAME_KEY, to: '(i32.const 1)' },
  ],
  'a look follows what it read in a freed index': [
    {
      of: '$seek',
      from: `;; the index may have been freed before it was read
      (if (i32.ne (i32.atomic.load offset=64 (local.get $map)) (local.get $seq)) (then (return (i32.const 1))))`,
      to: '',
    },
  ],
}

/** The core with pauses and, if there is a name, with that mistake. */
export async function compileWithPauses(name: string | undefined, neverChanges: number): Promise<object> {
  const { default: wabt } = await import('wabt')
  const assembler = await wabt()
  let text = readFileSync(CORE, 'utf8')
  for (const edit of name === undefined ? [] : (mutants[name] ?? [])) text = edited(text, edit)
  for (const { of, from } of PAUSES)
    if (text.includes(from)) text = edited(text, { of, from, to: `(call $pause) ${from}` })
  const pause = PAUSE.replace('NEVER_CHANGES', String(neverChanges))
  const end = text.lastIndexOf(')')
  const module = assembler.parseWat('mutant.wat', `${text.slice(0, end)}${pause})`, {
    threads: true,
    bulk_memory: true,
    sign_extension: true,
  })
  module.resolveNames()
  const bytes = module.toBinary({}).buffer
  module.destroy()
  const { WebAssembly: api } = globalThis as unknown as {
    WebAssembly: { Module: new (bytes: Uint8Array) => object }
  }
  return new api.Module(bytes)
}

/** @throws Error when the function has no such text, so that no mutant is the right core. */
function edited(text: string, { of, from, to }: Edit): string {
  const start = text.indexOf(of.startsWith('$') ? `(func ${of} ` : `(func (export "${of}")`)
  const end = text.indexOf('\n  (func', start + 1)
  const found = text.indexOf(from, start)
  if (start < 0 || found < 0 || (end >= 0 && found > end)) throw new Error(`${of} has no ${from}`)
  return text.slice(0, found) + to + text.slice(found + from.length)
}
