/** The worker's side of comlink.mjs. */
import { parentPort } from 'node:worker_threads'
import { expose } from 'comlink'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { echo, fib, spin } from '../../pools/tasks.mjs'

expose({ echo, fib, spin }, nodeEndpoint(parentPort))
