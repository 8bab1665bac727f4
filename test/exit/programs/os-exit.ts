/** Case g: _exit(9) in a thread ends the process at once, whatever main is doing. */
import { _exit, Lock, sleep, Thread } from 'nogil'

const [main] = process.argv.slice(2)
const mainIsReady = new Lock()
mainIsReady.acquire()

function ends(): void {
  mainIsReady.acquire()
  try {
    console.log('thread exits')
    _exit(9)
  } finally {
    console.log('finally: never printed')
  }
}

function staysAlive(): void {
  sleep(60_000)
}

process.on('exit', () => console.log('exit handler: never printed'))
new Thread({ target: staysAlive }).start()
const thread = new Thread({ target: ends })
thread.start()
console.log('main goes on')
mainIsReady.release()
if (main === 'joins') thread.join()
if (main === 'sleeps') sleep(60_000)
if (main === 'awaits') await thread.joinAsync()
if (main === 'computes') for (;;);
