/** The worker's side of synckit.mjs. */
import { runAsWorker } from 'synckit'
import { TASKS } from '../../pools/tasks.mjs'

runAsWorker((task, value) => TASKS[task](value))
