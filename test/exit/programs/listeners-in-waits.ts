/** Listeners are called inside the wait, once per signal, and the wait goes on; nothing is called again afterwards. */
import { KeyboardInterrupt, Lock, sleep, Thread } from 'nogil'
import { heldElsewhere, pressCtrlC, SIGINT } from './ctrl-c.ts'

const SIGTERM = 15
const [how] = process.argv.slice(2)
const { lock: held, release, holder } = heldElsewhere()
let calls = 0
/** How many calls of listeners have ended. */
const ended = new Int32Array(new SharedArrayBuffer(4))
const other = new Lock()

process.on('SIGINT', (name, number) => {
  calls += 1
  if (calls === 2) release()
  // a listener may wait as well
  other.acquire()
  sleep(15)
  other.release()
  console.log('listener', name, number, calls)
  Atomics.add(ended, 0, 1)
})
process.once('SIGTERM', () => {
  console.log('once')
  Atomics.add(ended, 0, 1)
})

function presses(words: Int32Array<SharedArrayBuffer>): void {
  for (const [n, signal] of [SIGINT, SIGTERM, SIGINT].entries()) {
    pressCtrlC(signal).join()
    while (Atomics.load(words, 0) <= n) sleep(1)
  }
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
  new Thread({ target: presses, args: [ended] }).start()
  console.log('acquired', held.acquire())
  console.log(process.listenerCount('SIGINT'), process.listenerCount('SIGTERM'))
}
// Node's event loop would deliver again what it has kept
release()
holder.join()
setTimeout(() => console.log('end', calls), 50)
