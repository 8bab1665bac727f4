import { Lock, Thread } from 'nogil'
import { record, SharedArray, Value } from 'nogil/shared'
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
class Point extends record({ x: 'float64', id: 'uint64' }) {
  get double(): number {
    return this.x * 2
  }
}
const point = new Point({ x: 1 })
const id: bigint = Point.atomic.id.add(point, 1n)
const double: number = Point.array(3).at(0).double
// @ts-expect-error a 64-bit field holds bigints
point.id = 1
// @ts-expect-error there is no such field
point.y = 1
const bytes: Uint8Array<SharedArrayBuffer> = SharedArray.uint8(4)
const ok: boolean = new Value('bool', true).value
export { bytes, double, id, item, lock, ok, result, wrong }
