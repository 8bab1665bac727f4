/** Main blocks twice for a while; SIGQUIT comes in between. */
import { sleep, Thread } from 'nogil'

if (process.argv[2] === 'listener') process.on('SIGQUIT', () => console.log('listener'))
new Thread({ target: () => sleep(60_000), daemon: true, name: 'sleeper' }).start()
console.log(`ready ${process.pid}`)
const before = performance.now()
sleep(4000)
console.log(`slept ${Math.round((performance.now() - before) / 100)}`)
await new Promise((resolve) => setTimeout(resolve, 50))
process.exit(7)
