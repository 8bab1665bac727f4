/** Ctrl-C in the wait named by the first argument; KeyboardInterrupt is caught, and the same object is used again. */
import { KeyboardInterrupt, sleep } from 'nogil'
import { heldElsewhere, pressCtrlC } from './ctrl-c.ts'

const [how] = process.argv.slice(2)
const { lock: held, release, holder: thread } = heldElsewhere()

function wait(): unknown {
  if (how === 'join') return thread.join()
  if (how === 'timed-join') return thread.join({ timeout: 60_000 })
  if (how === 'result') return thread.result()
  if (how === 'acquire') return held.acquire()
  if (how === 'timed-acquire') return held.acquire({ timeout: 60_000 })
  return sleep(60_000)
}

for (let n = 1; n <= 2; n++) {
  pressCtrlC()
  try {
    wait()
    console.log('never printed')
  } catch (error) {
    console.log(error instanceof KeyboardInterrupt, 'interrupted', n)
  }
  console.log('thread alive', thread.isAlive())
  console.log('lock held', held.locked())
}
release()
console.log('joined', thread.join())
console.log('acquired', held.acquire({ timeout: 60_000 }))
