/**
 * An `AbortSignal` whose truth stands elsewhere: it looks there whenever it is asked, so that it is right even while the
 * event loop does not turn.
 */

export interface StopSignal {
  readonly signal: AbortSignal
  /** Aborts it if there is reason to. @returns whether it is aborted. */
  look(): boolean
}

/** @param stopped - whether it is to be aborted. @param reason - why; asked once. */
export function followSignal(stopped: () => boolean, reason: () => unknown): StopSignal {
  const controller = new AbortController()
  const { signal } = controller
  const prototype = AbortSignal.prototype
  const aborted = Object.getOwnPropertyDescriptor(prototype, 'aborted')?.get as () => boolean
  const reasonOf = Object.getOwnPropertyDescriptor(prototype, 'reason')?.get as () => unknown
  const look = (): boolean => {
    if (aborted.call(signal)) return true
    if (!stopped()) return false
    controller.abort(reason())
    return true
  }
  Object.defineProperties(signal, {
    aborted: { get: look, configurable: true },
    reason: {
      get: () => {
        look()
        return reasonOf.call(signal)
      },
      configurable: true,
    },
    throwIfAborted: {
      value: () => {
        look()
        prototype.throwIfAborted.call(signal)
      },
      configurable: true,
    },
  })
  return { signal, look }
}
