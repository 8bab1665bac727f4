/** The worker's side of threads.mjs. */
import { expose } from 'threads/worker'
import { echo, fib, spin } from '../../pools/tasks.mjs'

expose({ echo, fib, spin })
