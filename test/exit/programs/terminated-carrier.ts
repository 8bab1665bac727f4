/** Threads whose OS thread dies without a word, while main blocks in join() and result(). */
import { activeCount, Lock, sleep, Thread } from 'nogil'

/** Ends the OS thread it runs on, as a crash would: none of the library's code runs. */
function dies(): void {
  const { reallyExit } = process as unknown as { reallyExit(code: number): never }
  reallyExit(3)
}

function describe(thread: Thread): string {
  try {
    return String(thread.result())
  } catch (error) {
    const { name, code, reason } = error as { name: string; code?: string; reason?: string }
    return [name, code, reason, error instanceof Error].join(' ')
  }
}

const before = activeCount()
const first = new Thread({ target: dies, name: 'First' })
first.start()
console.log('joined', first.join())
console.log('first:', describe(first))
const second = new Thread({ target: dies, name: 'Second' })
second.start()
console.log('second:', describe(second))
console.log('active', activeCount() - before)

const gate = new Lock()
gate.acquire()
const dying = Array.from({ length: 4 }, () => new Thread({ target: () => (gate.acquire(), gate.release(), dies()) }))
const living = Array.from({ length: 4 }, (_, n) => new Thread({ target: () => (gate.acquire(), gate.release(), n) }))
for (const thread of [...dying, ...living]) thread.start()
gate.release()
console.log('dying:', ...dying.map(describe))
console.log('living:', ...living.map(describe))
console.log('active', activeCount() - before)

const next = new Thread({ target: () => (sleep(1), 'runs') })
next.start()
console.log('next:', next.result())
