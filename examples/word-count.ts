/** A word count: four threads count the words of a text, a part each, into one map. */
import { SharedMap, Thread } from 'nogil'

const TEXT = `
  the quick brown fox jumps over the lazy dog
  the dog barks and the fox runs
  a fox is quick and a dog is loud
  the end of the fox and the dog
`

const counts = new SharedMap<string, number>()

function countWords(line: string) {
  for (const word of line.split(' ')) counts.increment(word)
}

const lines = TEXT.trim()
  .split('\n')
  .map((line) => line.trim())
const threads = lines.map((line) => new Thread({ target: countWords, args: [line] }))
for (const thread of threads) thread.start()
for (const thread of threads) thread.join()

const words = [...counts].sort(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1))
for (const [word, count] of words.slice(0, 5)) console.log(`${word}: ${count}`)
console.log(`${counts.size} different words`)
