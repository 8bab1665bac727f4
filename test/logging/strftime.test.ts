/** Dates as C and Python write them. */
import assert from 'node:assert/strict'
import test from 'node:test'
import * as logging from 'nogil/logging'
import { askPython, hasPython } from './python-child.ts'

function formatted(datefmt: string, seconds: number, converter: 'localtime' | 'gmtime'): string {
  const record = logging.makeLogRecord({ created: seconds, msg: '' })
  return new logging.Formatter('%(asctime)s', { datefmt, converter }).format(record)
}

const DIRECTIVES = Array.from('aAbBcCdDeFgGhHIjklmMnpPrRStTuUVwWxXyYz%', (letter) => `%${letter}`)
const FLAGGED = [
  '%-d',
  '%_d',
  '%0e',
  '%-H:%-M',
  '%^a',
  '%^B',
  '%-j',
  '%Q',
  '%f',
  '100%',
  '%',
  '%5Y',
  'a %H\n%M',
]

test('every directive agrees with time.strftime, in UTC and in local time', { skip: !hasPython() }, () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1e9)
  // multiplicative congruential: spread over 1970 to 2100, the same for the same seed
  const times = Array.from({ length: 60 }, (_, n) => ((seed + n) * 48271 * 7919) % 4_102_444_800)
  const yearEnds = [
    1104537599, 1104537600, 1230768000, 1262303999, 1293839999, 1451606400, 1609459199, 1704067199,
  ]
  const questions = [...times, ...yearEnds].flatMap((time) =>
    DIRECTIVES.map((format) => [format, time] as const),
  )
  for (const zone of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
    const answers = askPython('dates.py', questions, { TZ: zone }) as [string, string][]
    const before = process.env['TZ']
    process.env['TZ'] = zone
    try {
      for (const [index, [format, time]] of questions.entries()) {
        const ours = [formatted(format, time, 'localtime'), formatted(format, time, 'gmtime')]
        assert.deepEqual(ours, answers[index], `${format} of ${time} in ${zone}, seed ${seed}`)
      }
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  }
})

test('flags, widths and unknown directives agree with time.strftime', { skip: !hasPython() }, () => {
  const questions = FLAGGED.map((format) => [format, 1700000000] as const)
  const answers = askPython('dates.py', questions, { TZ: 'UTC' }) as [string, string][]
  const ours = questions.map(([format, time]) => formatted(format, time, 'gmtime'))
  assert.deepEqual(
    ours,
    answers.map(([, utc]) => utc),
  )
})

test('the zone is named where the program runs, and GMT by gmtime', () => {
  assert.equal(formatted('%Z %z', 0, 'gmtime'), 'GMT +0000')
  const before = process.env['TZ']
  process.env['TZ'] = 'America/New_York'
  try {
    assert.equal(formatted('%Z %z', 1700000000, 'localtime'), 'EST -0500')
    assert.equal(formatted('%Z %z', 1689336000, 'localtime'), 'EDT -0400')
  } finally {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
})

test('%s is the time itself, also by gmtime, where C takes it for local time', () => {
  assert.equal(formatted('%s', 1700000000.5, 'localtime'), '1700000000')
  assert.equal(formatted('%s', 1700000000.5, 'gmtime'), '1700000000')
})

test('a time cached for one second is not used for the next', () => {
  assert.equal(formatted('%S', 10.2, 'gmtime'), '10')
  assert.equal(formatted('%S', 10.9, 'gmtime'), '10')
  assert.equal(formatted('%S', 11, 'gmtime'), '11')
  assert.equal(formatted('%S', 10, 'gmtime'), '10')
})

test("a formatter's own converter gets the seconds and is asked each time", () => {
  const asked: number[] = []
  const converter = (seconds: number): logging.TimeParts => {
    asked.push(seconds)
    return logging.gmtime(seconds + 86_400)
  }
  const formatter = new logging.Formatter('%(asctime)s', { converter, datefmt: '%d' })
  const record = logging.makeLogRecord({ created: 0.5, msg: '' })
  assert.equal(formatter.format(record), '02')
  assert.equal(formatter.format(record), '02')
  assert.deepEqual(asked, [0.5, 0.5])
})
