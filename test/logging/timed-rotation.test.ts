/** Files that rotate by time: when, and what is left. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import * as logging from 'nogil/logging'
import { nextRollover, unitOf } from '#dist/logging/rollover-time.js'
import { askPython, hasPython } from './python-child.ts'

const folder = mkdtempSync(join(tmpdir(), 'nogil-logging-'))
after(() => rmSync(folder, { recursive: true }))

type Question = [string, number, boolean, [number, number, number] | null, number]

test('the first rotation is due when CPython says', { skip: !hasPython() }, () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1e9)
  const questions: Question[] = []
  for (const when of ['S', 'M', 'H', 'D', 'MIDNIGHT', 'W0', 'W3', 'W6']) {
    for (const at of [null, [13, 45, 10], [0, 0, 1]] as const) {
      for (let n = 0; n < 12; n++) {
        const now = ((seed + n * 7 + questions.length) * 48271 * 7919) % 2_000_000_000
        questions.push([when, 1, n % 2 === 0, at === null ? null : [...at], now])
      }
    }
  }
  const before = process.env['TZ']
  process.env['TZ'] = 'UTC'
  try {
    const answers = askPython('rollover.py', questions, { TZ: 'UTC' }) as number[]
    for (const [index, [when, interval, utc, at, now]] of questions.entries()) {
      const atTime = at === null ? null : { hour: at[0], minute: at[1], second: at[2] }
      const plan = { when, interval: unitOf(when).seconds * interval, utc, atTime }
      assert.equal(
        nextRollover(plan, now),
        answers[index],
        `${JSON.stringify(questions[index])}, seed ${seed}`,
      )
    }
  } finally {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
})

test('midnight is midnight on the days when summer time begins and ends', () => {
  const before = process.env['TZ']
  process.env['TZ'] = 'Europe/Berlin'
  try {
    const plan = { when: 'MIDNIGHT', interval: 86_400, utc: false, atTime: null }
    for (const noon of [
      '2025-03-30T12:00:00',
      '2025-10-26T12:00:00',
      '2025-03-29T12:00:00',
      '2025-07-01T12:00:00',
    ]) {
      const start = new Date(noon)
      const due = new Date(nextRollover(plan, start.getTime() / 1000) * 1000)
      assert.deepEqual(
        [due.getHours(), due.getMinutes(), due.getDate()],
        [0, 0, new Date(start.getTime() + 86_400_000).getDate()],
      )
    }
  } finally {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
})

test('a file from yesterday moves aside under its own date, and only backupCount of them stay', () => {
  const path = join(folder, 'app.log')
  writeFileSync(path, 'old\n')
  const written = new Date('2024-05-06T07:08:09Z')
  utimesSync(path, written, written)
  for (const day of ['01', '02', '03']) writeFileSync(`${path}.2024-01-${day}`, '')
  writeFileSync(join(folder, 'app.log.notes'), 'not ours')
  writeFileSync(join(folder, 'app.logs.2024-01-01'), 'not ours either')
  const handler = new logging.TimedRotatingFileHandler(path, { when: 'midnight', backupCount: 2, utc: true })
  assert.equal(handler.rolloverAt, Date.parse('2024-05-07T00:00:00Z') / 1000)
  const log = logging.getLogger('timed')
  log.propagate = false
  log.addHandler(handler)
  log.warning('new')
  log.warning('and more')
  log.removeHandler(handler)
  handler.close()
  assert.deepEqual(readdirSync(folder).sort(), [
    'app.log',
    'app.log.2024-01-03',
    'app.log.2024-05-06',
    'app.log.notes',
    'app.logs.2024-01-01',
  ])
  assert.equal(readFileSync(path, 'utf8'), 'new\nand more\n')
  assert.equal(readFileSync(`${path}.2024-05-06`, 'utf8'), 'old\n')
})

test('what is no period is refused', () => {
  const path = join(folder, 'never.log')
  for (const options of [
    { when: 'X' },
    { when: 'W7' },
    { interval: 0 },
    { interval: 1.5 },
    { backupCount: -1 },
  ]) {
    assert.throws(
      () => new logging.TimedRotatingFileHandler(path, options),
      RangeError,
      JSON.stringify(options),
    )
  }
  assert.ok(!readdirSync(folder).includes('never.log'))
})
