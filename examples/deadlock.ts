/**
 * The deadlock of the notes: a thread takes a lock that it has already. Python hangs here for ever; nogil sees that
 * nobody is left who could release the lock, and reports it. With an RLock in its place the program goes on.
 *
 * Run: npx nogil run examples/deadlock.ts. Prints two lines, then the DeadlockError with what is held and where; the
 * exit code is 1.
 */
import { Lock } from 'nogil'

const l = new Lock()
console.log('before first acquire')
l.acquire()
console.log('before second acquire')
l.acquire()
console.log('acquired lock twice')
