/**
 * multithreading: functions that cross as their text, so each task is written here in full; modules can only be imported
 * inside them, at every call. What `move` takes is taken from the caller: bytes that the caller keeps are copied before.
 */
import { channel, initRuntime, move, shutdown, spawn } from 'multithreading'
import { clock } from '../pools/tasks.mjs'

const TASKS = {
  echo: (value) => value,
  fib: (n) => {
    const fib = (m) => (m < 2 ? m : fib(m - 1) + fib(m - 2))
    return fib(n)
  },
  spin: (milliseconds) => {
    const now = () => Number(process.hrtime.bigint()) / 1e6
    const end = now() + milliseconds
    let time = now()
    while (time < end) time = now()
    return time
  },
}
export async function open({ workers }) {
  initRuntime({ maxWorkers: workers })
  async function run(task, value) {
    const given = value instanceof Uint8Array ? value.slice() : value
    const { ok, value: result, error } = await spawn(move(given), TASKS[task]).join()
    if (!ok) throw error
    return result
  }
  return {
    blocking: false,
    run,
    all: (task, values) => Promise.all(values.map((value) => run(task, value))),
    async queue(items, room) {
      const [tx, rx] = channel(room)
      const began = clock()
      const putting = spawn(move(tx, items), (sender, count) => {
        for (let n = 0; n < count; n++) sender.blockingSend(n)
      })
      let sum = 0
      for (let n = 0; n < items; n++) sum += (await rx.recv()).value
      const milliseconds = clock() - began
      await putting.join()
      rx.close()
      return { sum, milliseconds }
    },
    close: () => shutdown(),
  }
}
