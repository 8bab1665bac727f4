/** A SIGINT listener runs when main's event loop is free, while a thread is blocked; it releases that thread. */
import { Lock, Thread } from 'nogil'

const held = new Lock()
held.acquire()

function waits(): void {
  held.acquire()
  console.log('thread done')
}

process.once('SIGINT', () => {
  console.log('listener')
  held.release()
})
const thread = new Thread({ target: waits })
thread.start()
console.log('ready')
await thread.joinAsync()
console.log('joined')
