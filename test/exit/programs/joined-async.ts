/** Main awaits its threads: its loop stays alive for them, and for non-daemon threads that nobody awaits. */
import { sleep, Thread } from 'nogil'

function work(ms: number): number {
  sleep(ms)
  console.log('thread', ms)
  return ms
}

const awaited = new Thread({ target: work, args: [50] })
const left = new Thread({ target: work, args: [900] })
const daemon = new Thread({ target: work, args: [60_000], daemon: true })
console.log('main awaits')
for (const thread of [awaited, daemon, left]) thread.start()
console.log('result', await awaited.resultAsync())
console.log('timeout', await daemon.joinAsync({ timeout: 10 }))
console.log('main ends')
