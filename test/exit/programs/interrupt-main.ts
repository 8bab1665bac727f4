/** interruptMain(), from the place named by the first argument. */
import { interruptMain, sleep, Thread } from 'nogil'
import { heldElsewhere, untilBlocked } from './ctrl-c.ts'

const [where] = process.argv.slice(2)
const { lock: held, release } = heldElsewhere()

function interrupts(signal?: string): void {
  interruptMain(signal)
}
function interruptsLater(): void {
  untilBlocked()
  interruptMain()
}
function waits(): void {
  console.log('thread acquires', held.acquire({ timeout: 60_000 }))
}
function caught(action: () => unknown): void {
  try {
    console.log('returned', action())
  } catch (error) {
    console.log(String(error))
  }
}

if (where === 'a thread that main joins') {
  const thread = new Thread({ target: interrupts })
  thread.start()
  caught(() => thread.join())
  console.log('joined', thread.join())
} else if (where === 'a thread while others wait') {
  const waiting = new Thread({ target: waits })
  waiting.start()
  new Thread({ target: interruptsLater }).start()
  caught(() => sleep(60_000))
  release()
  waiting.join()
} else if (where === 'main') {
  caught(() => interruptMain())
  process.once('SIGTERM', (name) => console.log('listener', name))
  caught(() => interruptMain('SIGTERM'))
  caught(() => interruptMain(9999))
  caught(() => interruptMain('SIGNONE'))
} else if (where === 'a thread, for a listener') {
  process.once('SIGTERM', (name) => console.log('listener', name))
  const thread = new Thread({ target: interrupts, args: ['SIGTERM'] })
  thread.start()
  caught(() => held.acquire({ timeout: 200 }))
} else if (where === 'a thread while main awaits') {
  process.once('SIGINT', (name) => console.log('listener', name))
  const thread = new Thread({ target: interrupts })
  thread.start()
  await thread.joinAsync()
  await new Promise((resolve) => process.nextTick(resolve))
  setTimeout(() => {}, 100)
} else {
  const thread = new Thread({ target: interrupts, args: ['SIGINT'] })
  thread.start()
  for (;;);
}
