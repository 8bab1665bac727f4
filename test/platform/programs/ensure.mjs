import { createRequire } from 'node:module'
import { isMainThread, Worker } from 'node:worker_threads'
import { ensureTypeScript } from '../../../dist/platform/typescript.js'

ensureTypeScript()
ensureTypeScript()
const { one } = await import('./erasable.ts')
if (isMainThread) {
  console.log('imported', one)
  console.log('required', createRequire(import.meta.url)('./common.cts').two)
  new Worker(new URL(import.meta.url)).once('exit', () => {})
} else {
  console.log('thread imported', one)
}
