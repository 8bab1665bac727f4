/** What the library asks the inspector. */
import { Session } from 'node:inspector'

/** How many messages `f` sends to the inspector, by method. */
export function posts(f: () => void): Map<string, number> {
  const counts = new Map<string, number>()
  const original = Session.prototype.post as (...args: unknown[]) => void
  Session.prototype.post = function (this: Session, ...args: unknown[]): void {
    const method = String(args[0])
    counts.set(method, (counts.get(method) ?? 0) + 1)
    Reflect.apply(original, this, args)
  } as Session['post']
  try {
    f()
  } finally {
    Session.prototype.post = original as Session['post']
  }
  return counts
}

export function sum(counts: Map<string, number>): number {
  return [...counts.values()].reduce((a, b) => a + b, 0)
}
