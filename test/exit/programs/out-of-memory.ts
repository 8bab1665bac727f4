/** A thread fills its heap with many small objects, while main blocks in join(). */
import { activeCount, Thread } from 'nogil'

function fills(): number {
  const kept: object[] = []
  for (let n = 0; ; n++) kept.push({ n, text: `object ${n}` })
}

const before = activeCount()
const thread = new Thread({ target: fills, name: 'Glutton' })
thread.start()
console.log('joined', thread.join())
try {
  thread.result()
} catch (error) {
  const { name, reason } = error as { name: string; reason?: string }
  console.log(name, reason)
}
console.log('active', activeCount() - before)
const next = new Thread({ target: () => 'runs' })
next.start()
console.log('next:', next.result())
