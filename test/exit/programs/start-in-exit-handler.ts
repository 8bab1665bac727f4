/** Case i: a thread can be started and joined in an exit handler. */
import { Thread } from 'nogil'

function work(): void {
  console.log('thread runs')
}

process.on('exit', () => {
  const thread = new Thread({ target: work })
  thread.start()
  thread.join()
  console.log('joined')
})
console.log('main ends')
