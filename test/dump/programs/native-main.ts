/** Main is in a native call, where nothing can be asked of it. */
import { execSync } from 'node:child_process'
import { Lock, Thread } from 'nogil'

const lock = new Lock()
lock.acquire()
new Thread({ name: 'blocked', target: () => lock.acquire(), daemon: true }).start()
console.log(`ready ${process.pid}`)
execSync('sleep 3')
process.exit(0)
