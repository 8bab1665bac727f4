/** `nogil dump <pid>` and SIGQUIT: all threads of a program that hangs, seen from outside. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { linkSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import test from 'node:test'
import { ROOT, runNode, runNogil } from '../support/child.ts'
import { runTypeScript } from '../support/recorded-twin.ts'
import { untilAsync } from '../support/waiters.ts'
import { whileRunning } from './hung.ts'

/** The program is to stay in its deadlock. */
const NO_DETECTION = { env: { NOGIL_DEADLOCK: 'off' } }

/** Dumps until the program listens, and the text is as it is when all threads have come to rest. */
async function dumpWhen(pid: number, isRight: (text: string) => boolean): Promise<string> {
  const giveUpAt = performance.now() + 15_000
  let said = ''
  while (performance.now() < giveUpAt) {
    const { code, stdout, stderr } = await runNogil(['dump', String(pid)])
    said = stdout + stderr
    if (stderr.includes('does not listen')) continue
    assert.deepEqual([code, stderr], [0, ''])
    if (isRight(stdout)) return stdout
  }
  throw new Error(`the program has not come to rest: ${said}`)
}

test('nogil dump prints the threads of a deadlocked program, with locks, stacks and the circle', async () => {
  const text = await whileRunning(
    ['deadlock.ts'],
    ({ pid }) => dumpWhen(pid, (said) => said.includes('Deadlock')),
    NO_DETECTION,
  )
  const folder = `${ROOT}test/dump/programs`.replaceAll('/', '\\/')
  const lock = '(Lock at 0x[0-9a-f]+)'
  const pattern = new RegExp(
    [
      '^nogil dump of process \\d+, .*, 3 threads, Node v\\S+\\n',
      '\\n"MainThread" #\\d+ \\(OS thread \\d+\\): waiting for the end of "Thread-1 \\(transfer\\)", for .* \\(deadlocked\\)\\n',
      `    at ${folder}\\/deadlock.ts:22:13\\n`,
      `\\n"Thread-1 \\(transfer\\)" #\\d+ daemon \\(OS thread \\d+\\): waiting for ${lock}, held by "Thread-2 \\(report\\)", for [0-9.]+ m?s \\(deadlocked\\)\\n`,
      `    at transfer \\(${folder}\\/deadlock.ts:10:9\\)\\n`,
      `  holds ${lock}\\n`,
      `\\n"Thread-2 \\(report\\)" #\\d+ daemon \\(OS thread \\d+\\): waiting for \\2, held by "Thread-1 \\(transfer\\)", for [0-9.]+ m?s \\(deadlocked\\)\\n`,
      `    at report \\(${folder}\\/deadlock.ts:16:12\\)\\n`,
      '  holds \\1\\n',
      '\\nDeadlock: 2 threads wait for each other\\n',
      '  "Thread-1 \\(transfer\\)" waits for \\1, held by "Thread-2 \\(report\\)"\\n',
      '  "Thread-2 \\(report\\)" waits for \\2, held by "Thread-1 \\(transfer\\)"\\n$',
    ].join(''),
  )
  assert.match(text, pattern)
})

for (const listener of ['no listener', 'listener']) {
  test(`SIGQUIT prints all threads while main is blocked, and the program goes on, with ${listener}`, async () => {
    await whileRunning(['goes-on.ts', listener], async ({ pid, stdout, stderr, ended }) => {
      await dumpWhen(pid, (text) => text.includes('"sleeper"') && /"MainThread" .*: sleeping/.test(text))
      process.kill(pid, 'SIGQUIT')
      await untilAsync(() => stderr().includes('"sleeper"'), 'the dump is on stderr')
      assert.match(stderr(), /^nogil dump of process/)
      assert.match(stderr(), /"MainThread" .*: sleeping, for .* so far\n {4}at .*goes-on\.ts:8:1\n/)
      assert.equal((await ended).code, 7)
      const lines = stdout().trimEnd().split('\n')
      assert.equal(lines[0], `ready ${pid}`)
      const slept = Number(/^slept (\d+)$/m.exec(stdout())?.[1])
      assert.ok(slept >= 40, `slept ${slept} instead of 40 tenths of a second`)
      assert.equal(lines.filter((line) => line === 'listener').length, listener === 'listener' ? 1 : 0)
    })
  })
}

test('NOGIL_SIGQUIT=off leaves SIGQUIT its default effect, and nogil dump works', async () => {
  const off = { env: { NOGIL_SIGQUIT: 'off' } }
  await whileRunning(
    ['goes-on.ts'],
    async ({ pid, stderr, ended }) => {
      await dumpWhen(pid, (text) => text.includes('"sleeper"'))
      process.kill(pid, 'SIGQUIT')
      const { code, signal } = await ended
      assert.ok(signal === 'SIGQUIT' || code === 131, `${code} ${signal}`)
      assert.equal(stderr(), '')
    },
    off,
  )
})

test('while main is in a native call, threads are listed without stacks', async () => {
  await whileRunning(['native-main.ts'], async ({ pid }) => {
    const text = await dumpWhen(pid, (said) => said.includes('"blocked"'))
    assert.match(text, /"MainThread" .*: running\n {4}\(no stack: no answer: it is in a native call\)/)
    assert.match(
      text,
      /"blocked" .*: waiting for Lock at .*, held by "MainThread", for .*\n {4}\(no stack: .*relays/,
    )
  })
})

test('a program without threads can look at itself', async () => {
  const { code, stdout, stderr } = await runNogil(['run', `${ROOT}test/dump/programs/single.ts`])
  assert.equal(code, 0)
  assert.deepEqual(stdout, '["MainThread","running","looks",0]\ntrue\n')
  assert.match(stderr, /^nogil dump .*, 1 thread, Node .*\n\n"MainThread" .*: running\n {4}at looks \(/)
})

for (const [how, code] of [
  ['end', 0],
  ['exit', 3],
  ['throw', 1],
] as const) {
  test(`a dump under way neither holds up a program that ends by ${how}, nor says anything`, async () => {
    for (let round = 0; round < 3; round++) {
      const ran = await runTypeScript('test/dump/programs/exits-while-dumped.ts', { args: [how] })
      assert.equal(ran.code, code)
      assert.doesNotMatch(ran.stdout, /debugger/i)
    }
  })
}

const ENVIRONMENTS = 'test/dump/programs/environments.ts'

test("a worker of the program's own that uses nogil has a stack, too", async () => {
  const { stdout } = await runTypeScript(ENVIRONMENTS, { args: ['worker'] })
  assert.match(stdout, /"Dummy-1" #\d+ daemon .*: sleeping, .*\n {4}at inWorker \(.*environments\.ts:9:3\)\n/)
})

test('in an exit handler only the asking thread has a stack', async () => {
  const { stdout } = await runTypeScript(ENVIRONMENTS, { args: ['exit handler'] })
  assert.match(stdout, /"MainThread" .*: running\n {4}at process\.atExit \(/)
  assert.match(stdout, /"Thread-1 .*\n {4}\(no stack: the process is exiting\)/)
  assert.doesNotMatch(stdout, /debugger/)
})

test('NOGIL_LOCK_SITES=1 adds where a lock was taken', async () => {
  const { stdout } = await runTypeScript(ENVIRONMENTS, { args: ['sites'], env: { NOGIL_LOCK_SITES: '1' } })
  assert.match(stdout, /\n {2}holds Lock at 0x[0-9a-f]+, taken at \/.*environments\.ts:26:11\n/)
})

test('where the inspector is forbidden, everything but the stacks is there', async () => {
  const permission =
    Number(process.versions.node.split('.')[0]) < 23 ? '--experimental-permission' : '--permission'
  const flags = [permission, '--allow-fs-read=*', '--allow-worker']
  const { stdout } = await runNode([...flags, `${ROOT}test/dump/programs/restricted.mjs`])
  assert.match(stdout, /"MainThread" .*: running\n {4}at .*restricted\.mjs:7:13\n/)
  assert.match(
    stdout,
    /: waiting for Lock at .*, held by "MainThread", for .*\n {4}\(no stack: this Node can't look into threads: /,
  )
})

test('nogil dump says what is wrong with the number it was given', async () => {
  const cases: [string[], number, RegExp][] = [
    [[], 2, /expected one process number, got ""/],
    [['x'], 2, /expected one process number, got "x"/],
    [['1', '2'], 2, /expected one process number, got "1 2"/],
    [['-5'], 2, /expected one process number, got "-5"/],
    [['4194305'], 1, /no process 4194305/],
  ]
  for (const [args, code, pattern] of cases) {
    const ran = await runNogil(['dump', ...args])
    assert.deepEqual([ran.code, ran.stdout], [code, ''])
    assert.match(ran.stderr, pattern)
    assert.match(ran.stderr, /^nogil dump: [^\n]*\n$/)
  }
})

test('nogil dump leaves a program alone that does not use nogil', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)'])
  try {
    await new Promise((resolve) => other.stdout.once('data', resolve))
    const ran = await runNogil(['dump', String(other.pid)])
    assert.equal(ran.code, 1)
    assert.match(ran.stderr, /not a program that uses nogil, or it has not started a thread yet/)
    assert.equal(other.exitCode ?? other.signalCode, null)
  } finally {
    other.kill('SIGKILL')
  }
})

/** A checkout in a folder of somebody's own can't be entered by the other user. */
function foldersOf(path: string): string[] {
  const above = dirname(path)
  return above === path ? [path] : [path, ...foldersOf(above)]
}
const isOpen = foldersOf(ROOT.replace(/\/$/, '')).every((folder) => (statSync(folder).mode & 0o005) === 0o005)
const canBeAnother = process.getuid?.() === 0 && isOpen
const skip = !canBeAnother && 'needs root, to be another user, and a checkout that others may read'
test("nogil dump refuses another user's program", { skip }, async () => {
  await whileRunning(
    ['deadlock.ts'],
    async ({ pid }) => {
      const script = `process.setuid(65534); process.argv[2] = 'dump'; process.argv[3] = '${pid}'; import('${ROOT}dist/cli/main.js')`
      const ran = await runNode(['-e', script])
      assert.equal(ran.code, 1)
      assert.match(ran.stderr, /belongs to another user/)
    },
    NO_DETECTION,
  )
})

test("root gets the dump of another user's program", { skip }, async () => {
  await whileRunning(
    ['goes-on.ts'],
    async ({ pid }) => {
      await dumpWhen(pid, (text) => text.includes('"sleeper"'))
    },
    { uid: 65534 },
  )
})

test('a file that somebody else could have laid out is not written to', async () => {
  await whileRunning(
    ['deadlock.ts'],
    async ({ pid, stderr }) => {
      await dumpWhen(pid, (text) => text.includes('Deadlock'))
      const path = `/tmp/.nogil-dump-${pid}`
      const victim = `${path}-victim`
      const traps: Record<string, () => void> = {
        'a symbolic link': () => symlinkSync(victim, path),
        'a second name': () => linkSync(victim, path),
        'a file that others may read': () => writeFileSync(path, '', { mode: 0o644 }),
        'a file with content': () => writeFileSync(path, 'mine', { mode: 0o600 }),
      }
      for (const [what, lay] of Object.entries(traps)) {
        writeFileSync(victim, '', { mode: 0o600 })
        try {
          lay()
          const before = readFileSync(path, 'utf8')
          process.kill(pid, 'SIGURG')
          // signals are answered in turn: once this one is, that one has been dealt with
          const printed = stderr().length
          process.kill(pid, 'SIGQUIT')
          await untilAsync(() => stderr().length > printed, `${what}: the next dump is there`)
          assert.deepEqual([readFileSync(path, 'utf8'), readFileSync(victim, 'utf8')], [before, ''], what)
        } finally {
          rmSync(path, { force: true })
          rmSync(victim, { force: true })
        }
      }
      await dumpWhen(pid, (text) => text.includes('Deadlock'))
    },
    NO_DETECTION,
  )
})

test('nogil dump makes way for another one, and takes the place of one that was killed', async () => {
  await whileRunning(
    ['deadlock.ts'],
    async ({ pid }) => {
      await dumpWhen(pid, (text) => text.includes('Deadlock'))
      const path = `/tmp/.nogil-dump-${pid}`
      try {
        writeFileSync(path, '', { mode: 0o600 })
        const second = await runNogil(['dump', String(pid)])
        assert.equal(second.code, 1)
        assert.match(second.stderr, /another "nogil dump \d+" is waiting/)
        const longAgo = new Date('2020-01-01')
        utimesSync(path, longAgo, longAgo)
        await dumpWhen(pid, (text) => text.includes('Deadlock'))
      } finally {
        rmSync(path, { force: true })
      }
    },
    NO_DETECTION,
  )
})

test('nogil dump finds the program below the `nogil run` that started it', async () => {
  await whileRunning(['goes-on.ts'], async ({ pid, startedAs }) => {
    const text = await dumpWhen(startedAs, (said) => said.includes('"sleeper"'))
    assert.ok(text.startsWith(`nogil dump of process ${pid}, `))
  })
})
