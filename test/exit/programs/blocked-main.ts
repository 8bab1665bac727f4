/** Main blocks in the way that is named by the first argument; a thread presses Ctrl-C, or the test sends a signal. */
import { Thread } from 'nogil'
import { pressCtrlC, WAITS } from './ctrl-c.ts'

const [how = '', by] = process.argv.slice(2)

async function never(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60_000))
}

const wait = WAITS[how]?.().wait
console.log('ready')
if (by === 'ctrl-c') pressCtrlC()
if (wait !== undefined) wait()
else {
  const thread = new Thread({ target: never, daemon: true })
  thread.start()
  await thread.joinAsync()
}
console.log('never printed')
