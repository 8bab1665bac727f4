import { Thread } from 'nogil'

enum Base {
  Is = 40,
}
const thread = new Thread({ target: (more: number): number => Base.Is + more, args: [2] })
thread.start()
thread.join()
if (thread.result() !== 42) throw new Error(`expected 42, got ${thread.result()}`)
