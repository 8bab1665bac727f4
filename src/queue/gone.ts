/** What a queue is to a thread that has disposed of it. */
import { disposed } from '../runtime/disposed.ts'
import type { Channel } from './exchange.ts'

/** Whoever asks where it is gets the error. */
export const GONE: Channel = {
  get address(): number {
    return disposed('queue')
  },
  sorts: false,
  handle: {},
}
