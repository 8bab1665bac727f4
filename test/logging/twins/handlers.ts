/** Twin of test/python/logging/handlers.py. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as logging from 'nogil/logging'
import { print, repr } from './print.ts'

const folder = mkdtempSync(join(tmpdir(), 'nogil-logging-'))
const path = join(folder, 'app.log')

function contents(): void {
  for (const name of readdirSync(folder).sort()) {
    print(name, repr(readFileSync(join(folder, name), 'utf8')))
    rmSync(join(folder, name))
  }
}

const log = logging.getLogger('h')
log.setLevel(1)
log.propagate = false

function using(handler: logging.Handler, ...messages: string[]): void {
  log.addHandler(handler)
  for (const message of messages) log.info(message)
  log.removeHandler(handler)
  handler.close()
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `message ${n}`)
}

using(new logging.FileHandler(path), 'one', 'two')
using(new logging.FileHandler(path), 'three')
contents()
using(new logging.FileHandler(path, { mode: 'w' }), 'one')
using(new logging.FileHandler(path, { mode: 'w' }), 'two')
contents()
using(new logging.FileHandler(path, { delay: true }))
contents()
using(new logging.FileHandler(path, { delay: true }), 'late')
contents()
using(new logging.FileHandler(path, { encoding: 'ascii' }), 'é€😀')
contents()
const closed = new logging.FileHandler(path)
closed.close()
using(closed, 'again')
contents()

using(new logging.RotatingFileHandler(path, { maxBytes: 20, backupCount: 2 }), ...numbered(9))
contents()
using(new logging.RotatingFileHandler(path, { maxBytes: 20, backupCount: 0 }), ...numbered(4))
contents()
using(new logging.RotatingFileHandler(path, { maxBytes: 0, backupCount: 3 }), ...numbered(4))
contents()
const named = new logging.RotatingFileHandler(path, {
  maxBytes: 12,
  backupCount: 3,
  delay: true,
  namer: (name) => `${name}.old`,
})
using(named, 'first one', 'second one', 'third one', 'fourth one', 'fifth one')
contents()

const out = new logging.StreamHandler(process.stdout)
const memory = new logging.MemoryHandler(3, { target: out })
log.addHandler(memory)
log.info('held 1')
log.info('held 2')
print('not yet')
log.info('held 3')
log.debug('held 4')
print('an error comes')
log.error('at once')
log.info('held 5')
memory.setTarget(null)
memory.flush()
print('no target:', memory.buffer.length)
memory.setTarget(out)
memory.close()
print('closed:', memory.buffer.length)
log.removeHandler(memory)
const quiet = new logging.MemoryHandler(3, { target: out, flushOnClose: false })
log.addHandler(quiet)
log.info('never seen')
quiet.close()
log.removeHandler(quiet)

out.terminator = '|\n'
log.addHandler(out)
log.info('terminated')
log.removeHandler(out)
log.addHandler(new logging.NullHandler())
log.error('nobody hears this')
out.setName('the output')
print(out.name, new logging.NullHandler())
rmSync(folder, { recursive: true })
