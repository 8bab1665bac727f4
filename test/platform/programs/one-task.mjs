import { ThreadPoolExecutor } from 'nogil/futures'

const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
console.log(pool.submit((n) => n + 1, 41).result())
pool.shutdown()
