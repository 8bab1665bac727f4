import { Lock, Thread } from 'nogil'

const thread = new Thread({ target: (more: number): number => more + 1, args: [2] })
const result: number = thread.result()
// @ts-expect-error a thread's result has the type that its target returns
const wrong: string = thread.result()
const lock: Lock = new Lock()
export { lock, result, wrong }
