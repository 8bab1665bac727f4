import { Lock, Thread } from 'nogil'
import { Queue } from 'nogil/queue'

const thread = new Thread({ target: (more: number): number => more + 1, args: [2] })
const result: number = thread.result()
// @ts-expect-error a thread's result has the type that its target returns
const wrong: string = thread.result()
const lock: Lock = new Lock()
const queue: Queue<number> = new Queue({ maxsize: 1 })
// @ts-expect-error the items of this queue are numbers
queue.put('text')
const item: number = queue.get()
export { item, lock, result, wrong }
