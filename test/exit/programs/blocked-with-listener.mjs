/** A main thread that is blocked for ever, with a SIGINT listener. */
import { sleep, Thread } from 'nogil'

process.on('SIGINT', () => console.log('listener'))
const thread = new Thread({ target: () => sleep(60_000), daemon: true })
thread.start()
console.log('ready')
thread.join()
