/** The worker's side of poolifier.mjs. */
import { ThreadWorker } from 'poolifier'
import { echo, fib, spin } from '../../pools/tasks.mjs'

export const worker = new ThreadWorker({ echo, fib, spin })
