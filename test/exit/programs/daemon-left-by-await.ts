/** A daemon thread that is awaited keeps main's loop alive until it ends, as join() would block. */
import { sleep, Thread } from 'nogil'

const daemon = new Thread({ target: () => sleep(100), daemon: true })
daemon.start()
await daemon.joinAsync()
console.log('joined')
