/**
 * What eight threads cost that do nothing, in a fresh process each time: CPU time while they wait for a lock, and after
 * their end, while their carriers are idle; and resident memory: what the first thread brings (its carrier, the
 * supervisor, a carrier kept ready), and what each of the seven others adds.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { contest } from '../harness/contest.ts'
import { verify } from '../harness/contestant.ts'

const PROGRAM = fileURLToPath(new URL('./programs/eight-threads.mjs', import.meta.url))

interface Answer {
  readonly results: string
  readonly first: number
  readonly each: number
  readonly blocked: number
  readonly idle: number
}

await contest(import.meta.url, {
  twin: 'eight_threads.py',
  rows: {
    // the goal is 0 %, as `top` would show it
    blocked: { title: 'CPU of 8 waiting threads', unit: '% CPU', goal: { atMost: 0.5 } },
    idle: { title: 'CPU of 8 idle carriers', unit: '% CPU', goal: { atMost: 0.5 } },
    first: { title: 'memory of the first waiting thread', unit: 'MB' },
    each: { title: 'memory of each further waiting thread', unit: 'MB', goal: { atMost: 12 } },
  },
  warmUp: 0,
  rounds: 6,
  round() {
    const answer = JSON.parse(execFileSync(process.execPath, [PROGRAM], { encoding: 'utf8' })) as Answer
    verify(answer.results, '0,1,2,3,4,5,6,7', "the threads' results")
    return { blocked: [answer.blocked], idle: [answer.idle], first: [answer.first], each: [answer.each] }
  },
})
