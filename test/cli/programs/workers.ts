// A plain worker, started from TypeScript, whose entry is TypeScript: this file.
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { twice } from './lib/twice.js'

enum Answer {
  Of = 21,
}
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url))
  worker.on('message', (message: number) => console.log(`from the worker: ${message}`))
} else {
  parentPort!.postMessage(twice(Answer.Of))
}
