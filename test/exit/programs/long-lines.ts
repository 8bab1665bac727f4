/**
 * Four threads print 25 lines of 20 KB each in the way of the first argument; main does meanwhile what the second says.
 */
import { Lock, Thread } from 'nogil'
import * as logging from 'nogil/logging'

const [way = '', main = ''] = process.argv.slice(2)
const LINES = 25

function lineOf(name: string, n: number): string {
  return `${name}:${n}:${name.repeat(20_000)}:end`
}

function print(name: string, how: string): void {
  for (let n = 0; n < LINES; n++) {
    const line = lineOf(name, n)
    if (how === 'console') console.log(line)
    else if (how === 'stream') process.stdout.write(`${line}\n`)
    else if (how === 'stderr') console.error(line)
    else if (how === 'logging') logging.info(line)
    else if (how === 'mixed' && n % 3 === 0) console.log(line)
    else if (how === 'mixed' && n % 3 === 1) logging.info(line)
    else if (how === 'mixed') process.stderr.write(`${line}\n`)
  }
}

logging.basicConfig({ format: '%(message)s', level: logging.INFO })
const gate = new Lock()
gate.acquire()
const threads = ['a', 'b', 'c', 'd'].map(
  (name) => new Thread({ target: (how: string) => (gate.acquire(), gate.release(), print(name, how)), args: [way] }),
)
for (const thread of threads) thread.start()
gate.release()
if (main === 'joins') for (const thread of threads) thread.join()
if (main === 'awaits') for (const thread of threads) await thread.joinAsync()
if (main === 'prints') print('m', way)
if (main === 'throws') throw new Error('main failed')
