/**
 * The action of a barrier in one thread: the function itself where the barrier was made, elsewhere a copy that is made
 * when it is first run, out of the message in B_ACTION.
 *
 * B_ACTION: 0 until the barrier first crosses; then the encoded function, stored once by whoever's compareExchange is
 * first, freed with the barrier.
 */
import { compareExchange, load } from '#atomics'
import { B_ACTION, B_ACTS } from '../core/layout.ts'
import { prepareKept } from '../runtime/kept-message.ts'
import { freeMessage } from '../runtime/message.ts'
import { decodeMessage, encodeWith } from '../runtime/messages.ts'
import { refusePromise } from './synchronous.ts'

type Action = () => unknown

export class BarrierAction {
  #action: Action | undefined
  /** The action may hold the barrier itself: then it is being written, or read, already. */
  #underWay = false
  #modulesLoaded = false

  constructor(action: Action | undefined) {
    this.#action = action
  }

  /** Before the barrier crosses. @throws CaptureError when the action can't. */
  encode(barrier: number): void {
    const action = this.#action
    if (action === undefined || this.#underWay || load(barrier + B_ACTION) !== 0) return
    this.#once(() => {
      const message = encodeWith((to) => {
        to.path.push("the barrier's action")
        to.value(action)
        to.path.pop()
      })
      if (compareExchange(barrier + B_ACTION, 0, message) !== 0) freeMessage(message)
    })
  }

  /** The barrier has come to this thread in a message: the modules of its action are loaded with those of the message. */
  arrived(barrier: number): void {
    const message = load(barrier + B_ACTION)
    if (this.#action !== undefined || this.#modulesLoaded || this.#underWay || message === 0) return
    this.#once(() => (this.#modulesLoaded = prepareKept(message)))
  }

  /** @throws what the action throws; TypeError when it returns a promise, whose end nobody could wait for. */
  run(barrier: number): void {
    if (load(barrier + B_ACTS) === 0) return
    this.#action ??= decodeMessage(load(barrier + B_ACTION)) as Action
    const action = this.#action
    refusePromise(action(), 'the action of a barrier')
  }

  #once(step: () => unknown): void {
    this.#underWay = true
    try {
      step()
    } finally {
      this.#underWay = false
    }
  }
}

/** The barrier's block is about to be freed. */
export function releaseAction(barrier: number): void {
  const message = load(barrier + B_ACTION)
  if (message !== 0) freeMessage(message)
}
