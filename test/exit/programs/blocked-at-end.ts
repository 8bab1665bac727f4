/** Main has ended, by the way named by the first argument; a non-daemon thread that never ends is waited for. */
import { exit, Lock, Thread } from 'nogil'

const held = new Lock()
held.acquire()

function waits(): void {
  held.acquire()
}

const [how, listener] = process.argv.slice(2)
if (listener === 'listener') process.on('SIGINT', () => console.log('listener'))
new Thread({ target: waits }).start()
console.log('ready')
if (how === 'exit') exit(3)
if (how === 'throw') throw new Error('main failed')
