/** The flags that the first thread has, and one that the supervisor has booted. */
import { Thread } from 'nogil'

function first() {
  const second = new Thread({ target: () => process.execArgv })
  second.start()
  return [process.execArgv, second.result()]
}
const thread = new Thread({ target: first })
thread.start()
for (const flags of thread.result()) console.log(flags)
