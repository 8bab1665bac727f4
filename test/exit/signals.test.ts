/**
 * Ctrl-C and other signals that meet a main thread which is blocked in the library (j to j5), and some that meet it
 * elsewhere: beside what CPython does, where both can be asked.
 */
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { ROOT, runNode } from '../support/child.ts'
import { pythonSeen, runTypeScript, seenOf } from '../support/recorded-twin.ts'
import { integer, withSeed } from '../support/seed.ts'
import { signalled } from '../support/signalled.ts'

const PROGRAMS = 'test/exit/programs'
/** Waits, and what they return when they are allowed to. */
const BLOCKED = {
  join: true,
  'timed-join': true,
  result: undefined,
  acquire: true,
  'timed-acquire': true,
  hold: 'held',
  rlock: true,
  'timed-rlock': true,
  sleep: undefined,
  event: true,
  'timed-event': true,
  semaphore: true,
  barrier: 'number',
  latch: true,
  'read-lock': true,
  'write-lock': true,
  condition: true,
  'timed-condition': true,
  'condition-of-lock': true,
}
const IN_PYTHON = [
  'join',
  'acquire',
  'timed-acquire',
  'sleep',
  'rlock',
  'event',
  'semaphore',
  'barrier',
  'condition',
]

function run(program: string, ...args: string[]): ReturnType<typeof runTypeScript> {
  return runTypeScript(`${PROGRAMS}/${program}.ts`, { args })
}

for (const [how, result] of Object.entries(BLOCKED)) {
  test(`j: Ctrl-C in ${how} is a KeyboardInterrupt, which ends the program by SIGINT`, async () => {
    const seen = seenOf(await run('blocked-main', how, 'ctrl-c'))
    assert.deepEqual(seen, { code: null, signal: 'SIGINT', lines: ['ready', 'KeyboardInterrupt'] })
  })

  test(`j3, j4, j5: ${how} that Ctrl-C has interrupted can be called again`, async () => {
    const { lines, code } = seenOf(await run('interrupted', how))
    assert.deepEqual(lines, ['true interrupted 1', 'true interrupted 2', `then ${result}`])
    assert.equal(code, 0)
  })
}

for (const how of IN_PYTHON) {
  test(`j: ${how} and Python's end alike after Ctrl-C`, async () => {
    const python = await pythonSeen('exit/blocked-main', { args: [how] })
    assert.deepEqual(seenOf(await run('blocked-main', how, 'ctrl-c')), python)
  })
}

test('j: an uncaught Ctrl-C is reported at once, then threads are waited for, then exit handlers run', async () => {
  const go = join(tmpdir(), `nogil-go-${process.pid}-${performance.now()}`)
  try {
    const onStdout = (text: string): void => {
      if (text.includes('KeyboardInterrupt')) writeFileSync(go, '')
    }
    const ran = await runTypeScript(`${PROGRAMS}/interrupted-main-ends.ts`, { args: [go], onStdout })
    assert.deepEqual(seenOf(ran), {
      code: null,
      signal: 'SIGINT',
      lines: ['KeyboardInterrupt', 'thread done', 'exit handler'],
    })
  } finally {
    rmSync(go, { force: true })
  }
})

test('k3: after Ctrl-C inside `using pool` all queued tasks run, and then the KeyboardInterrupt ends the program', async () => {
  const { code, signal, lines } = seenOf(await runTypeScript(`${PROGRAMS}/interrupted-pool.ts`))
  assert.deepEqual([code, signal], [null, 'SIGINT'])
  assert.deepEqual(lines, ['leaves', 'task 0', 'task 1', 'task 2', 'KeyboardInterrupt'])
})

test('j2: a second Ctrl-C ends at once a program that waits for threads after the first', async () => {
  const ran = await signalled([`${PROGRAMS}/interrupted-main-ends.ts`, 'no such file'], 'SIGINT', Infinity, {
    word: 'KeyboardInterrupt',
  })
  assert.deepEqual(seenOf(ran), { code: null, signal: 'SIGINT', lines: ['KeyboardInterrupt'] })
})

test('listeners are called inside the wait, once per signal, and the wait goes on', async () => {
  assert.deepEqual(seenOf(await run('listeners-in-waits', 'goes on')), {
    code: 0,
    signal: null,
    lines: ['listener SIGINT 2 1', 'once', 'listener SIGINT 2 2', 'acquired true', '1 0', 'end 2'],
  })
})

test('what a listener throws is thrown by the wait, and the lock is as before', async () => {
  assert.deepEqual(seenOf(await run('listeners-in-waits', 'throws')).lines, [
    'Error: of the listener true',
    'Error: of the listener true',
    'end 0',
  ])
})

test('a listener that removes itself leaves the next Ctrl-C to KeyboardInterrupt', async () => {
  assert.deepEqual(seenOf(await run('listeners-in-waits', 'removes')).lines, ['first', 'true 0', 'end 0'])
})

for (const how of ['acquire', 'join', 'sleep']) {
  test(`forty signals neither stretch nor shorten a timed ${how}`, async () => {
    const result = how === 'sleep' ? 'undefined' : 'false'
    assert.deepEqual(seenOf(await run('timed-under-signals', how)), {
      code: 0,
      signal: null,
      lines: [`${result} in time true`],
    })
  })
}

for (const which of ['a listener', 'listeners that change']) {
  test(`a signal that meets main around the ends of waits reaches ${which} exactly once`, () =>
    withSeed(async (random) => {
      const seed = integer(random, 1, 2 ** 31)
      const ran = await runTypeScript(`${PROGRAMS}/signals-around-waits.ts`, {
        args: [`${seed}`, which],
        timeout: 60_000,
      })
      assert.deepEqual(seenOf(ran), { code: 0, signal: null, lines: ['60 of 60'] }, `seed ${seed}`)
    }))
}

test('Ctrl-C in a wait or just after it interrupts or kills, and is never lost', () =>
  withSeed(async (random) => {
    for (let n = 0; n < 8; n++) {
      const after = `${random() * 10}`
      const { code, signal, lines } = seenOf(await run('signal-after-wait', after))
      if (signal === null) assert.deepEqual([code, lines], [0, ['true']], `after ${after} ms`)
      else assert.deepEqual([signal, lines], ['SIGINT', []], `after ${after} ms`)
    }
  }))

test('an interrupted acquire() passes on the wake-up that it may have been given', () =>
  withSeed(async (random) => {
    const seed = integer(random, 1, 2 ** 31)
    const ran = await runTypeScript(`${PROGRAMS}/contended-interrupts.ts`, {
      args: [`${seed}`],
      timeout: 60_000,
    })
    assert.deepEqual(seenOf(ran), { code: 0, signal: null, lines: ['true false'] }, `seed ${seed}`)
  }))

const FROM = {
  'a thread that main joins': ['KeyboardInterrupt', 'joined true'],
  'a thread while others wait': ['KeyboardInterrupt', 'thread acquires true'],
  main: [
    'KeyboardInterrupt',
    'listener SIGTERM',
    'returned undefined',
    "RangeError: Expected the name or number of a signal of this system, such as 'SIGINT', got `9999`",
    "RangeError: Expected the name or number of a signal of this system, such as 'SIGINT', got `SIGNONE`",
  ],
  'a thread, for a listener': ['listener SIGTERM', 'returned false'],
  'a thread while main awaits': ['listener SIGINT'],
}
for (const [where, lines] of Object.entries(FROM)) {
  test(`interruptMain() from ${where}`, async () => {
    assert.deepEqual(seenOf(await run('interrupt-main', where)), { code: 0, signal: null, lines })
  })
}

test('interruptMain() kills a main thread that computes and has no listener', async () => {
  const { signal, lines } = seenOf(await run('interrupt-main', 'computes'))
  assert.deepEqual([signal, lines], ['SIGINT', []])
})

test('where workers can not watch signals, Ctrl-C ends a program that is blocked, with a listener as well', async () => {
  const preload = `${ROOT}${PROGRAMS}/no-signals-for-workers.cjs`
  const send = (text: string, kill: (signal: NodeJS.Signals) => void): void => {
    if (text.includes('ready')) setInterval(kill, 100, 'SIGINT').unref()
  }
  const ran = await runNode(['--require', preload, `${ROOT}${PROGRAMS}/blocked-with-listener.mjs`], {
    onStdout: send,
  })
  assert.equal(ran.signal, 'SIGINT')
})

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
