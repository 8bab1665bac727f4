/**
 * A teller and a line of customers: the teller sleeps while the line is empty, and each customer who joins it wakes him.
 * The line is a ring in shared memory, which the condition's lock guards.
 *
 * Run: npx nogil run examples/bank-condition.ts. Prints that customers 1 to 5 join the line, in that order, and that the
 * teller serves them in that order.
 */
import { Condition, sleep, Thread } from 'nogil'

const CUSTOMERS = 5
const ROOM = 8

/** Numbers, first in, first out. */
class Line {
  readonly places = new Int32Array(new SharedArrayBuffer(ROOM * 4))
  readonly ends = new Int32Array(new SharedArrayBuffer(8))
  readonly changed = new Condition()

  join(customer: number): void {
    using _ = this.changed.hold()
    console.log(`Customer ${customer} joins the line`)
    this.places[this.ends[1]++ % ROOM] = customer
    this.changed.notify()
  }

  next(): number {
    using _ = this.changed.hold()
    this.changed.waitFor(() => this.ends[0] < this.ends[1])
    return this.places[this.ends[0]++ % ROOM]
  }
}

function teller(line: Line): void {
  for (let served = 0; served < CUSTOMERS; served++) {
    console.log(`The teller serves customer ${line.next()}`)
    sleep(60)
  }
}

const line = new Line()
const thread = new Thread({ target: teller, args: [line] })
thread.start()
for (let customer = 1; customer <= CUSTOMERS; customer++) {
  sleep(40)
  line.join(customer)
}
thread.join()
console.log('All customers have been served')
