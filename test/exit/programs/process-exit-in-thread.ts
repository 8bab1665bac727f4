/** process.exit(7) in a thread ends that thread at once, without its finally blocks, and nothing else. */
import { Thread } from 'nogil'

function work(): void {
  try {
    process.exit(7)
  } finally {
    console.log('finally: never printed')
  }
}

const thread = new Thread({ target: work })
thread.start()
thread.join()
try {
  thread.result()
} catch (error) {
  console.log((error as Error).name, (error as { exitCode?: number }).exitCode)
}
const next = new Thread({ target: () => console.log('the next thread runs') })
next.start()
