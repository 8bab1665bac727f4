/** Ctrl-C inside `using pool`: its end waits for every queued task, and then the KeyboardInterrupt goes on. */
import { Event } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import { pressCtrlC } from './ctrl-c.ts'

const go = new Event()

function interrupted(): void {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  for (let n = 0; n < 3; n++)
    pool.submit(
      (go: Event, n: number) => {
        go.wait()
        console.log('task', n)
      },
      go,
      n,
    )
  pressCtrlC()
  try {
    new Event().wait()
  } finally {
    console.log('leaves')
    go.set()
  }
}

interrupted()
