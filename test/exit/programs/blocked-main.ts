/** Main blocks in the way that is named by the first argument; a thread presses Ctrl-C, or the test sends a signal. */
import { sleep } from 'nogil'
import { heldElsewhere, pressCtrlC } from './ctrl-c.ts'

const [how, by] = process.argv.slice(2)
const { lock: held, holder: thread } = heldElsewhere()
console.log('ready')
if (by === 'ctrl-c') pressCtrlC()
if (how === 'join') thread.join()
else if (how === 'timed-join') thread.join({ timeout: 60_000 })
else if (how === 'result') thread.result()
else if (how === 'acquire') held.acquire()
else if (how === 'timed-acquire') held.acquire({ timeout: 60_000 })
else if (how === 'sleep') sleep(60_000)
else if (how === 'await') await thread.joinAsync()
else if (how === 'spin') for (;;);
console.log('never printed')
