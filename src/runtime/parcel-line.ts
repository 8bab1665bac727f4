/**
 * The line by which this isolate's parcels go to the supervisor and back.
 *
 * Carriers, and the thread that booted the first of them, have a port of their own. Other threads (workers that the
 * program made itself; main, if it was not the first to start a thread) have been given none: they meet the supervisor in
 * a channel, which is open for the time of one note and its reply. PARCEL_CHANNEL is its number, so that two copies of
 * the library in one process don't hear each other; the supervisor stores it when it listens, 0 until then.
 */
import { load, notify, store, wait } from '#atomics'
import { PARCEL_CHANNEL, SUPERVISOR } from '../core/layout.ts'
import { hearChannel, openChannel } from '../platform/ports.ts'
import type { Line, MessagePort } from '../platform/ports.ts'

let own: MessagePort | undefined
const BOOT_LIMIT_MS = 30_000

/** From here on this isolate's parcels go by way of `port`, whose other end the supervisor has. */
export function connectParcels(port: MessagePort): void {
  own = port
}

/** Whether ports can be sent and received here. */
export function canMovePorts(): boolean {
  return own !== undefined
}

/** Calls `use` with the line. @returns what it returned, or undefined when no supervisor was ever started. */
export function withLine<R>(use: (line: Line) => R): R | undefined {
  if (own !== undefined) return use(own)
  if (load(SUPERVISOR) === 0) return undefined
  wait(PARCEL_CHANNEL, 0, BOOT_LIMIT_MS)
  if (load(PARCEL_CHANNEL) === 0) return undefined
  const channel = openChannel(channelName())
  try {
    return use(channel)
  } finally {
    channel.close()
  }
}

/** In the supervisor: listens to those who have no port. */
export function openParcelChannel(hear: (note: unknown, from: Line) => void): void {
  const number = 1 + Math.floor(Math.random() * 0x7fff0000)
  hearChannel(`nogil.parcels.${number}`, hear)
  store(PARCEL_CHANNEL, number)
  notify(PARCEL_CHANNEL, Infinity)
}

function channelName(): string {
  return `nogil.parcels.${load(PARCEL_CHANNEL)}`
}
