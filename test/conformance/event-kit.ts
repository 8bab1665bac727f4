/** The real Event and Thread as the Event suite sees them. */
import { Event, Thread } from 'nogil'
import { eventCases } from './event.suite.ts'
import type { EventKit } from './event.suite.ts'

const kit: EventKit = {
  makeEvent: (...args) => Reflect.construct(Event, args) as Event,
  makeThread: (target) => new Thread({ target }),
}

/** Runs the case with this title in the calling thread. */
export function runEventCase(title: string): void | Promise<void> {
  const found = eventCases[title]
  if (found === undefined) throw new RangeError(`no case called ${title}`)
  return found(kit)
}
