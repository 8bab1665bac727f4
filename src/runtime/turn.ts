/**
 * Turns: which pieces of code run in one go, without the event loop in between. A re-entrant lock that is held in the
 * synchronous way belongs to the code of one turn: what the loop runs later, in the same thread, is another flow.
 *
 * JavaScript does not say where a turn begins. So code that asks for its turn marks its asynchronous context with a new
 * number, and schedules the end of that number. Then
 * - what was scheduled after the mark inherits it, but comes after the end of the number;
 * - what was scheduled before it, another flow that the same promise resumes for example, may come before that end, but
 *   has a context of its own, without the mark.
 * While a synchronous target is on a carrier's stack nothing else can run, and no marks are needed.
 *
 * An error on the safe side is left: a function bound to another context (`AsyncResource.bind`) counts as another
 * turn, though it was called from this one.
 */
import {
  beforeWhatFollows,
  contextMark,
  followContexts,
  markContext,
  pieceId,
} from '../platform/async-context.ts'
import { targetOnStack } from './twins.ts'

/** The turn of all that a synchronous target does: one per thread, so it is compared beside the owner only. */
const TARGET = 0
/** A turn that is over, for those who know no better. */
export const EARLIER_TURN = 1

/** Numbers up to `ended` are of turns that are over, those up to `last` have been given out. */
let ended = EARLIER_TURN
let last = EARLIER_TURN
let ending = false
/** The piece of code that asked last, and its turn: two pieces with one id are never in one turn. */
let askedBy = NaN
let answer = EARLIER_TURN

/**
 * Lets turns be told apart from here on: flows that are under way already have contexts that nobody followed. A target,
 * too, may begin flows and await them, after it has made its lock.
 */
export function tellTurnsApart(): void {
  followContexts()
}

/** Number of the turn that runs now, ≥ 0; for {@link isThisTurn}. */
export function thisTurn(): number {
  if (targetOnStack) return TARGET
  const piece = pieceId()
  if (piece === askedBy && answer > ended) return answer
  const mark = contextMark()
  answer = mark !== undefined && mark > ended ? mark : markTurn()
  askedBy = piece
  return answer
}

/** Whether the turn with this number is the one that runs now. */
export function isThisTurn(number: number): boolean {
  if (number === TARGET) return targetOnStack
  if (number <= ended) return false
  return pieceId() === askedBy && answer > ended ? answer === number : contextMark() === number
}

function markTurn(): number {
  followContexts()
  last += 1
  markContext(last)
  // an end that is pending comes before all that is scheduled from here on, too
  if (!ending) {
    ending = true
    beforeWhatFollows(endTurns)
  }
  return last
}

/** Called twice, as a tick and as a microtask: whichever comes first counts, the other ends what is over anyway. */
function endTurns(): void {
  ending = false
  ended = last
}
