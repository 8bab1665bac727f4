/** A main thread that is blocked for ever, with a SIGINT listener. */
import { Lock, Thread } from 'nogil'

process.on('SIGINT', () => console.log('listener'))
const held = new Lock()
held.acquire()
const thread = new Thread({ target: () => held.acquire(), daemon: true })
thread.start()
console.log('ready')
thread.join()
