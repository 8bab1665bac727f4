/** Case o: a timer that has not fired keeps the program alive. */
import { Timer } from 'nogil'

function fires(): void {
  console.log('fired after the end of main')
}

function never(): void {
  console.log('never')
}

const late = new Timer(600_000, never)
late.daemon = true
late.start()
const calledOff = new Timer(600_000, never)
calledOff.start()
calledOff.cancel()
new Timer(300, fires).start()
console.log('main ends')
