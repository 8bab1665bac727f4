/** Ctrl-C in the wait named by the first argument; KeyboardInterrupt is caught, and the same object is used again. */
import { KeyboardInterrupt } from 'nogil'
import { pressCtrlC, WAITS } from './ctrl-c.ts'

const [how = ''] = process.argv.slice(2)
const begin = WAITS[how]
if (begin === undefined) throw new RangeError(`no wait is called ${how}`)
const { wait, allow, state } = begin()
const before = JSON.stringify(state())

for (let n = 1; n <= 2; n++) {
  pressCtrlC()
  try {
    console.log('returned', wait())
  } catch (error) {
    console.log(error instanceof KeyboardInterrupt, 'interrupted', n)
  }
  const after = JSON.stringify(state())
  if (after !== before) console.log('changed', before, after)
}
allow()
const got = wait()
console.log('then', typeof got === 'object' ? 'held' : got)
process.exit()
