/** Threads that die waiting for a queue and working with it: nobody else misses an item, room, or the end of the work. */
import { Thread } from 'nogil'
import { Queue } from 'nogil/queue'
import { getters, putters } from '../../support/queue-words.ts'
import { until } from '../../support/waiters.ts'

const { reallyExit } = process as unknown as { reallyExit(code: number): never }

const queue = new Queue<number>(1)
const doomed = new Thread({
  target: async () => {
    void queue.getAsync()
    void queue.getAsync()
    until(() => getters(queue) === 3, 'another thread waits behind')
    reallyExit(3)
  },
  name: 'Doomed',
})
doomed.start()
until(() => getters(queue) === 2, 'it awaits two items')
const patient = new Thread({ target: () => queue.get() })
patient.start()
doomed.join()
queue.put(1)
console.log('got by the living:', patient.result())

queue.put(2)
const stuck = new Thread({
  target: () => {
    void queue.putAsync(3)
    until(() => putters(queue) === 2, 'another thread waits behind')
    reallyExit(3)
  },
})
stuck.start()
until(() => putters(queue) === 1, 'it awaits room')
const next = new Thread({ target: () => queue.put(4) })
next.start()
stuck.join()
console.log('got by main:', queue.get())
next.join()
console.log('put by the living:', queue.get(), getters(queue), putters(queue))
