/** A long wait detaches SIGINT listeners while it lasts; after it they are there again, once each and in order. */
import { sleep } from 'nogil'

process.on('SIGINT', () => console.log('first'))
process.once('SIGINT', () => {
  console.log('once')
  process.exitCode = 5
  clearInterval(alive)
})
sleep(50)
const alive = setInterval(() => {}, 60_000)
console.log(process.listenerCount('SIGINT'), 'listeners')
console.log('ready')
