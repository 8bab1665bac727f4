/** The first carrier dies while the supervisor still loads its modules. */
import { Thread } from 'nogil'

const thread = new Thread({ target: () => process.reallyExit(3) })
thread.start()
console.log('joined', thread.join({ timeout: 10_000 }))
