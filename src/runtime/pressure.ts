/**
 * What a thread does about the memory it has taken: it looks for garbage, between two turns of its event loop.
 *
 * The engine knows of a handle's 300 bytes and not of the megabyte that it stands for, so it sees no reason to collect
 * handles that were dropped. When this thread has taken a sixteenth of the arena and not given it back, garbage is
 * collected in the next turn; finalizers follow, and give back what the dropped handles stood for. A thread that does
 * not come to its next turn is told so by the error of a full arena.
 */
import { onPressure } from '../core/arena.ts'
import { now } from '../core/clock.ts'
import { OBJECTS_LOCK } from '../core/layout.ts'
import { holder } from '../core/mutex.ts'
import { eachObject } from '../core/objects.ts'
import { collectGarbage, inLaterTurn } from '../platform/garbage.ts'
import { kindName } from './describe-object.ts'
import { handlesHere } from './holdings.ts'
import { selfIdent } from './self.ts'

/** Fewer handles can't be what fills the arena, or are too dear to look for. */
const FEW = 16

/** Since when this thread has been asked to look for garbage and has not come to it; 0 when it has. */
let askedAt = 0

function whenPressed(): void {
  if (askedAt !== 0 || handlesHere() < FEW) return
  askedAt = now()
  inLaterTurn(() => {
    askedAt = 0
    collectGarbage()
  })
}

function explainFull(): string {
  // who counts objects, and finds no room for what he needs, counts no more
  const kinds = holder(OBJECTS_LOCK) === selfIdent ? '' : commonKinds()
  return `${kinds}${waitingHere()}reserve more with NOGIL_ARENA_MB`
}

/** At most so many objects are named in an error: whoever counts them keeps all others from making or freeing any. */
const MOST_NAMED = 50_000

/** What there is most of, for the error of a full arena. */
function commonKinds(): string {
  const counts = new Map<string, number>()
  let seen = 0
  eachObject(selfIdent, (object) => {
    seen += 1
    if (seen > MOST_NAMED) return false
    const name = kindName(object)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    return true
  })
  const first = [...counts].sort(([, a], [, b]) => b - a).slice(0, 3)
  const among = seen > MOST_NAMED ? `among the youngest ${MOST_NAMED} objects ` : ''
  return first.length === 0
    ? ''
    : `${among}${first.map(([name, count]) => `${count} × ${name}`).join(', ')}; `
}

function waitingHere(): string {
  const handles = handlesHere()
  if (askedAt === 0 || handles < FEW)
    return 'dispose() shared objects that are no longer needed, return to the event loop so that dropped ones can be reclaimed, or '
  const ms = Math.round(now() - askedAt)
  return `this thread has made ${handles} of them and has not returned to its event loop for ${ms} ms: those of them that it has dropped wait for that; await something, or dispose() them, or `
}

/** Called once in every thread. */
export function watchPressure(): void {
  onPressure(whenPressed, explainFull)
}
