/** Case i2: a thread that a thread starts after main has ended is waited for, and outlives the one that started it. */
import { mainThread, sleep, Thread } from 'nogil'

function grandchild(): void {
  sleep(200)
  console.log('grandchild done')
}

function child(): void {
  mainThread().join()
  new Thread({ target: grandchild }).start()
  console.log('child done')
}

new Thread({ target: child }).start()
console.log('main ends')
