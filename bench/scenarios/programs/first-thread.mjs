// A program whose first thread is its only one; prints the nanoseconds from start() to the thread's first line.
import { Thread } from 'nogil'

const thread = new Thread({ target: () => process.hrtime.bigint() })
const began = process.hrtime.bigint()
thread.start()
const ran = thread.result()
console.log(String(ran - began))
