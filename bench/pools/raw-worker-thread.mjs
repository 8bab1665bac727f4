/** The worker's side of raw-worker.mjs. */
import { parentPort } from 'node:worker_threads'
import { TASKS } from './tasks.mjs'

const waiting = new Map()
let last = 0

parentPort.on('message', ([id, task, value]) => {
  if (task === 'answer') {
    const settle = waiting.get(id)
    waiting.delete(id)
    settle(value)
  } else if (task === 'addTwo') {
    void Promise.all([submit(value), submit(value + 1)]).then(([a, b]) => parentPort.postMessage([id, a + b]))
  } else if (task === 'putAll') {
    const [port, items] = value
    for (let n = 0; n < items; n++) port.postMessage(n)
  } else {
    parentPort.postMessage([id, TASKS[task](value)])
  }
})

/** Asks main to have a task run, by this worker or another one. */
function submit(value) {
  return new Promise((settle) => {
    const id = ++last
    waiting.set(id, settle)
    parentPort.postMessage([0, value, id])
  })
}
