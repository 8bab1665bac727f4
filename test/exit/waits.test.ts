/** Deaths and interrupts in waits for events, semaphores, barriers, latches: nobody else hangs, nothing is lost. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runTypeScript, seenOf } from '../support/recorded-twin.ts'

test('who waits with a thread that dies goes on, or is told by a broken barrier', async () => {
  const { lines, ...end } = seenOf(await runTypeScript('test/exit/programs/dies-at-waits.ts'))
  assert.deepEqual(end, { code: 0, signal: null })
  assert.deepEqual(lines, [
    'barrier, main: BrokenBarrierError: a party has died',
    'barrier, thread: BrokenBarrierError: a party has died',
    'barrier, again: 0 false',
    'action: BrokenBarrierError: a party has died',
    'semaphore, awaiting: 0',
    'semaphore: true true false',
    'event and latch, awaiting: 0 0',
    'event and latch: true true',
    'once: undefined,undefined,undefined true',
  ])
})

test('j5: Ctrl-C at a barrier: the waiter leaves quietly, and the barrier is not broken', async () => {
  const { lines, ...end } = seenOf(await runTypeScript('test/exit/programs/interrupted-barrier.ts'))
  assert.deepEqual(end, { code: 0, signal: null })
  assert.deepEqual(lines, ['true false 1', 'true false 1', '2,0,1 false 0'])
})
