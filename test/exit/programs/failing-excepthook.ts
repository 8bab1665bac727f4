/** Case u: a hook that fails is reported with its own heading; the thread ends as ever, the exit code stays 0. */
import { setExcepthook, Thread } from 'nogil'

function work(): void {
  throw new Error('boom')
}

setExcepthook(() => {
  throw new Error('the hook failed')
})
const thread = new Thread({ target: work, name: 'Worker' })
thread.start()
thread.join()
console.log('joined')
