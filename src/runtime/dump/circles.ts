/**
 * Circles among threads that are blocked: each waits for an object that the next one holds, or for its end.
 *
 * A wait with a timeout is no link, since it ends by itself; nor is one for an object with several holders, any of which
 * may end it.
 */
import type { ThreadFacts } from './facts.ts'
import type { Circle } from './report.ts'

/**
 * @param isStuck - whether no thread that may run can end the thread's wait.
 * @returns each thread stands in one circle at most.
 */
export function circlesOf(
  facts: readonly ThreadFacts[],
  isStuck: (thread: ThreadFacts) => boolean,
): Circle[] {
  const byIdent = new Map(facts.map((fact) => [fact.thread.ident, fact]))
  const next = (fact: ThreadFacts): ThreadFacts | undefined => {
    const [holder, another] = fact.wait?.timed === false ? fact.wait.heldBy : []
    return holder === undefined || another !== undefined ? undefined : byIdent.get(holder)
  }
  const circles: Circle[] = []
  const seen = new Set<ThreadFacts>()
  for (const start of facts) {
    const walk: ThreadFacts[] = []
    let at: ThreadFacts | undefined = start
    for (; at !== undefined && !seen.has(at); at = next(at)) {
      seen.add(at)
      walk.push(at)
    }
    // only a walk that meets itself has found a circle; one that meets an older walk leads into a circle known already
    const from = at === undefined ? -1 : walk.indexOf(at)
    if (from < 0) continue
    const circle = walk.slice(from)
    circles.push({ certain: circle.every(isStuck), lines: circle.map(lineOf) })
  }
  return circles
}

function lineOf({ name, wait }: ThreadFacts): string {
  return `"${name}" waits for ${wait?.what}`
}
