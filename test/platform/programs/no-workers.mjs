// Makes Node refuse the first two workers, then allows them again.
import { syncBuiltinESMExports } from 'node:module'
import workers from 'node:worker_threads'

const { Worker } = workers
let refusals = 2
workers.Worker = function (...args) {
  if (refusals-- > 0) throw new Error('no more workers')
  return Reflect.construct(Worker, args)
}
syncBuiltinESMExports()

const { activeCount, enumerate, Thread } = await import('nogil')
const names = () => enumerate().map((thread) => thread.name)
const thread = new Thread({ target: () => 42 })
for (let n = 0; n < 2; n++) {
  try {
    thread.start()
  } catch (error) {
    console.log(String(error), activeCount(), `[${names().join()}]`, /initial/.exec(String(thread))?.[0])
  }
}
thread.start()
console.log(thread.result())
