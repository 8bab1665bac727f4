import { createRequire } from 'node:module'
import { isMainThread, Worker } from 'node:worker_threads'
import { ensureTypeScriptForRequire } from '../../../dist/platform/typescript.js'

// In a thread, as a carrier does it; the module imports TypeScript by the name of its output.
if (isMainThread) {
  new Worker(new URL(import.meta.url))
} else {
  ensureTypeScriptForRequire()
  const require = createRequire(import.meta.url)
  console.log('required a module', require('./erasable.ts').one, require('./nested.mts').three)
}
