/** Async targets: their value, their error, their exit, and timers they leave behind. */
import { exit, sleepAsync, Thread } from 'nogil'

async function works(): Promise<string> {
  await sleepAsync(20)
  return 'value'
}

async function fails(): Promise<void> {
  await sleepAsync(1)
  throw new Error('async boom')
}

async function exits(): Promise<void> {
  await sleepAsync(1)
  exit(5)
}

async function never(): Promise<void> {
  await new Promise(() => {})
}

async function leavesRejection(): Promise<void> {
  void Promise.reject(new Error('stray rejection'))
  await sleepAsync(20)
}

function leavesTimer(): string {
  setTimeout(() => console.log('never printed'), 60_000)
  return 'at once'
}

for (const target of [works, fails, exits, never, leavesRejection, leavesTimer]) {
  const thread = new Thread<[], unknown>({ target, name: target.name })
  thread.start()
  thread.join()
  try {
    console.log(target.name, 'gives', thread.result())
  } catch (error) {
    console.log(target.name, 'throws', (error as Error).name, (error as Error).message)
  }
}
