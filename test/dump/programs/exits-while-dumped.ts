/** The program ends while a thread of it makes dumps without a pause; how, says the first argument. */
import { sleep, Thread, threadReports } from 'nogil'

new Thread({
  daemon: true,
  target: () => {
    for (;;) threadReports()
  },
}).start()
sleep(100 + Math.random() * 20)
if (process.argv[2] === 'exit') process.exit(3)
if (process.argv[2] === 'throw') throw new Error('thrown')
