/** Case c without a thread that runs: Node's own report, exit code 1. */
import { Thread } from 'nogil'

const thread = new Thread({ target: () => console.log('thread done') })
thread.start()
thread.join()
throw new Error('main failed')
