/**
 * Work that waits: pages of a server, downloaded one after another, by threads with a share each, by a pool, and with
 * await alone.
 *
 * Run: npx nogil run examples/download.ts http://127.0.0.1:8000 [pages]. Prints each way's count of pages and bytes, and
 * how long it took.
 */
import { Thread } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'

const WORKERS = 5
const [server = 'http://127.0.0.1:8000', count = '160'] = process.argv.slice(2)
const pages = Array.from({ length: Number(count) }, (_, n) => `${server}/page/${n}`)

async function download(page: string): Promise<number> {
  const response = await fetch(page)
  return (await response.arrayBuffer()).byteLength
}

async function downloadAll(some: readonly string[]): Promise<number[]> {
  const sizes: number[] = []
  for (const page of some) sizes.push(await download(page))
  return sizes
}

async function show(how: string, work: () => Promise<number[]> | number[]): Promise<void> {
  const began = performance.now()
  const sizes = await work()
  const bytes = sizes.reduce((total, size) => total + size, 0)
  console.log(`${how}: ${sizes.length} pages, ${bytes} bytes (${Math.round(performance.now() - began)} ms)`)
}

async function main(): Promise<void> {
  await show('one after another', () => downloadAll(pages))
  await show('threads', () => {
    const shares = Array.from({ length: WORKERS }, (_, n) => pages.filter((_page, at) => at % WORKERS === n))
    const threads = shares.map((share) => new Thread({ target: downloadAll, args: [share] }))
    for (const thread of threads) thread.start()
    return threads.flatMap((thread) => thread.result())
  })
  await show('pool', () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: WORKERS })
    const sizes = Array.from(pool.map(download, pages))
    pool.shutdown()
    return sizes
  })
  await show('await', () => Promise.all(pages.map(download)))
}

void main()
