/** A program without threads looks at itself. */
import { dump, dumpText, threadReports } from 'nogil'

function looks() {
  dump()
  const [main, ...others] = threadReports()
  console.log(JSON.stringify([main?.name, main?.state, main?.stack[0]?.split(' ')[0], others.length]))
  return dumpText().includes('1 thread,')
}
console.log(looks())
