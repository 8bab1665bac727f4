/** Ctrl-C is not caught while a non-daemon thread works; the thread ends when the file named by the argument exists. */
import { existsSync } from 'node:fs'
import { sleep, Thread } from 'nogil'
import { pressCtrlC } from './ctrl-c.ts'

const [file = ''] = process.argv.slice(2)

function works(go: string): void {
  while (!existsSync(go)) sleep(1)
  console.log('thread done')
}

process.on('exit', () => console.log('exit handler'))
new Thread({ target: works, args: [file] }).start()
pressCtrlC()
sleep(60_000)
