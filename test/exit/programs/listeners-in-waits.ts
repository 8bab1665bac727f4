/** Listeners are called inside the wait, once per signal, and the wait goes on; nothing is called again afterwards. */
import { KeyboardInterrupt, Lock, sleep, Thread } from 'nogil'
import { pressCtrlC } from './ctrl-c.ts'

const SIGTERM = 15
const [how] = process.argv.slice(2)
const held = new Lock()
held.acquire()
let calls = 0
const other = new Lock()

process.on('SIGINT', (name, number) => {
  calls += 1
  // a listener may wait as well
  other.acquire()
  sleep(15)
  other.release()
  console.log('listener', name, number, calls)
})
process.once('SIGTERM', () => console.log('once'))

function presses(): void {
  pressCtrlC().join()
  pressCtrlC(SIGTERM).join()
  pressCtrlC().join()
  releases()
}

function releases(): void {
  held.release()
}

if (how === 'throws') {
  process.prependListener('SIGINT', () => {
    throw new Error('of the listener')
  })
  for (let n = 0; n < 2; n++) {
    pressCtrlC()
    try {
      held.acquire()
    } catch (error) {
      console.log(String(error), held.locked())
    }
  }
} else if (how === 'removes') {
  process.removeAllListeners('SIGINT')
  process.once('SIGINT', () => {
    console.log('first')
    pressCtrlC()
  })
  pressCtrlC()
  try {
    held.acquire()
  } catch (error) {
    console.log(error instanceof KeyboardInterrupt, process.listenerCount('SIGINT'))
  }
} else {
  new Thread({ target: presses }).start()
  console.log('acquired', held.acquire())
  console.log(process.listenerCount('SIGINT'), process.listenerCount('SIGTERM'))
}
// Node's event loop would deliver again what it has kept
setTimeout(() => console.log('end', calls), 50)
