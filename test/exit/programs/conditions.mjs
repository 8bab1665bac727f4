/** Says in a thread whether the flag --conditions=own has reached it. */
import { Thread } from 'nogil'

function says() {
  if (process.execArgv.includes('--conditions=own')) console.log('own')
}

const thread = new Thread({ target: says })
thread.start()
thread.join()
console.log('joined')
