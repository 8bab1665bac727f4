/** A dump of a program with a worker of its own, from where the argument says. */
import { isMainThread, Worker } from 'node:worker_threads'
import { currentThread, dumpText, Lock, sleep, Thread, threadReports } from 'nogil'

const reached = new Lock()

function inWorker() {
  currentThread()
  sleep(60_000)
}

if (!isMainThread) inWorker()
else if (process.argv[2] === 'worker') {
  new Thread({ target: () => {} }).start()
  new Worker(new URL(import.meta.url))
  while (!threadReports().some(({ state }) => state === 'sleeping')) await new Promise(setImmediate)
  console.log(dumpText())
  process.exit()
} else if (process.argv[2] === 'exit handler') {
  reached.acquire()
  new Thread({ target: () => reached.acquire(), daemon: true }).start()
  process.on('exit', function atExit() {
    console.log(dumpText())
  })
} else if (process.argv[2] === 'sites') {
  reached.acquire()
  new Thread({ target: () => {} }).start()
  console.log(dumpText())
}
