/** Case u: a hook set in main hears of errors in threads, also of those that ran before it was set. */
import { Lock, setExcepthook, Thread } from 'nogil'

const hookIsSet = new Lock()
hookIsSet.acquire()

function early(): void {
  hookIsSet.acquire()
  throw new RangeError('early')
}

function late(): void {
  throw new TypeError('late')
}

const first = new Thread({ target: early, name: 'First' })
first.start()
setExcepthook(({ excValue, thread }) => {
  console.log('hook:', thread?.name, (excValue as Error).message)
})
hookIsSet.release()
first.join()
const second = new Thread({ target: late, name: 'Second' })
second.start()
second.join()
setExcepthook(null)
const third = new Thread({ target: late, name: 'Third' })
third.start()
