// Two threads in a ring of locks, while main's event loop runs on: it could release one, so nobody is stopped.
import { Lock, Thread } from 'nogil'

const first = new Lock()
const second = new Lock()
const held = new Int32Array(new SharedArrayBuffer(4))

function takeBoth(one: Lock, other: Lock): void {
  one.acquire()
  Atomics.add(held, 0, 1)
  Atomics.notify(held, 0)
  while (Atomics.load(held, 0) < 2) Atomics.wait(held, 0, 1)
  other.acquire()
}

for (const args of [
  [first, second],
  [second, first],
] as const)
  new Thread({ target: takeBoth, args, daemon: true }).start()
await new Promise((resolve) => setTimeout(resolve, 2500))
