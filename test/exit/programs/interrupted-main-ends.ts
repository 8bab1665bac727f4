/** Ctrl-C is not caught while a non-daemon thread works; the thread waits for the test's word on a message port's file. */
import { existsSync } from 'node:fs'
import { Lock, sleep, Thread } from 'nogil'
import { pressCtrlC } from './ctrl-c.ts'

const [file = ''] = process.argv.slice(2)

function works(go: string): void {
  while (!existsSync(go)) sleep(1)
  console.log('thread done')
}

process.on('exit', () => console.log('exit handler'))
new Thread({ target: works, args: [file] }).start()
const held = new Lock()
held.acquire()
pressCtrlC()
held.acquire()
