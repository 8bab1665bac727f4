/** Four threads write to one rotating file: nothing is lost, nothing torn, whoever rotates. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Thread } from 'nogil'
import * as logging from 'nogil/logging'
import { print } from './print.ts'

const EACH = 250
const folder = mkdtempSync(join(tmpdir(), 'nogil-logging-'))
const log = logging.getLogger('files')
log.setLevel('INFO')
log.propagate = false
const plain = new logging.FileHandler(join(folder, 'plain.log'))
const rotating = new logging.RotatingFileHandler(join(folder, 'turn.log'), {
  maxBytes: 2000,
  backupCount: 99,
})
for (const handler of [plain, rotating]) {
  handler.setFormatter(new logging.Formatter('%(threadName)s %(message)s'))
  log.addHandler(handler)
}

const threads = ['a', 'b', 'c', 'd'].map(
  (name) =>
    new Thread({
      name,
      target: (count: number) => {
        for (let n = 0; n < count; n++) log.info('line %d of many', n)
      },
      args: [EACH],
    }),
)
for (const thread of threads) thread.start()
for (const thread of threads) thread.join()

function linesOf(start: string): string[] {
  const files = readdirSync(folder).filter((name) => name.startsWith(start))
  // the highest number is the oldest
  files.sort((a, b) => Number(b.split('.')[2] ?? 0) - Number(a.split('.')[2] ?? 0))
  return files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
}

for (const start of ['plain', 'turn']) {
  const lines = linesOf(start)
  const whole = lines.every((line) => /^[abcd] line \d+ of many$/.test(line))
  const inOrder = ['a', 'b', 'c', 'd'].every((name) => {
    const own = lines.filter((line) => line.startsWith(name))
    return own.length === EACH && own.every((line, n) => line === `${name} line ${n} of many`)
  })
  print(start, lines.length, 'whole', whole, 'in order', inOrder)
}
const sizes = readdirSync(folder)
  .filter((name) => name.startsWith('turn'))
  .map((name) => readFileSync(join(folder, name)).length)
print(
  'rotated',
  sizes.length > 5,
  'none too long',
  sizes.every((size) => size < 2000),
)
log.removeHandler(rotating)
rotating.close()
plain.close()
const late = new Thread({ target: () => log.info('after main closed the file'), name: 'e' })
late.start()
late.join()
print(readFileSync(join(folder, 'plain.log'), 'utf8').trimEnd().split('\n').at(-1))
rmSync(folder, { recursive: true })
