/**
 * Ctrl-C ends a program whose main thread is blocked in the library, also when it has a SIGINT listener, which could not
 * run then (j, j4, j5). CPython raises KeyboardInterrupt there instead, which ends the program by SIGINT as well.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { seenOf } from '../support/recorded-twin.ts'
import { signalled } from '../support/signalled.ts'

const PROGRAMS = 'test/exit/programs'
const BLOCKED = ['join', 'timed-join', 'result', 'acquire', 'timed-acquire', 'sleep']

for (const how of BLOCKED) {
  for (const listener of ['no listener', 'listener']) {
    test(`j: SIGINT ends a program whose main is blocked in ${how}, with ${listener}`, async () => {
      const ran = await signalled([`${PROGRAMS}/blocked-main.ts`, how, listener], 'SIGINT', Infinity)
      assert.equal(ran.signal, 'SIGINT')
      assert.deepEqual(seenOf(ran).lines, ['ready'])
    })
  }
}

for (const how of ['return', 'exit', 'throw']) {
  for (const listener of how === 'return' ? ['no listener'] : ['no listener', 'listener']) {
    test(`j2: SIGINT ends a program that waits for a thread after main's ${how}, with ${listener}`, async () => {
      const word = how === 'throw' ? 'main failed' : 'ready'
      const ran = await signalled([`${PROGRAMS}/blocked-at-end.ts`, how, listener], 'SIGINT', Infinity, {
        word,
      })
      assert.equal(ran.signal, 'SIGINT')
      assert.deepEqual(seenOf(ran).lines, how === 'throw' ? ['ready', 'Error: main failed'] : ['ready'])
    })
  }
}

for (const how of ['join', 'sleep', 'await']) {
  test(`SIGTERM ends a program whose main is in ${how}`, async () => {
    const ran = await signalled([`${PROGRAMS}/blocked-main.ts`, how], 'SIGTERM', 1)
    assert.equal(ran.signal, 'SIGTERM')
  })
}

test('a SIGINT listener runs while main awaits, and what it releases goes on', async () => {
  const ran = await signalled([`${PROGRAMS}/idle-main.ts`], 'SIGINT', 1)
  assert.deepEqual(seenOf(ran), {
    code: 0,
    signal: null,
    lines: ['ready', 'listener', 'thread done', 'joined'],
  })
})

test('SIGINT listeners are back after a long wait, once each and in their order', async () => {
  const ran = await signalled([`${PROGRAMS}/listener-after-wait.ts`], 'SIGINT', 1)
  assert.deepEqual(seenOf(ran), { code: 5, signal: null, lines: ['2 listeners', 'ready', 'first', 'once'] })
})
