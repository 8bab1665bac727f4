/** Main blocks in the way that is named by the first argument; the second one asks for a SIGINT listener. */
import { Lock, sleep, Thread } from 'nogil'

const [how, listener] = process.argv.slice(2)
const held = new Lock()
held.acquire()

function waits(): void {
  held.acquire()
}

if (listener === 'listener') process.on('SIGINT', () => console.log('listener'))
const thread = new Thread({ target: waits, daemon: true })
thread.start()
console.log('ready')
if (how === 'join') thread.join()
else if (how === 'timed-join') thread.join({ timeout: 60_000 })
else if (how === 'result') thread.result()
else if (how === 'acquire') held.acquire()
else if (how === 'timed-acquire') held.acquire({ timeout: 60_000 })
else if (how === 'sleep') sleep(60_000)
else if (how === 'await') await thread.joinAsync()
else if (how === 'spin') for (;;);
console.log('never printed')
