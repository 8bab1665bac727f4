/**
 * A value that was encoded once and is decoded anew whenever a thread wants a copy of its own: the message lies in
 * another object's block and stays there.
 */
import { Decoder } from './codec/index.ts'
import { importedValue, lacksModules, Missing, noteMissing } from './functions/module-loader.ts'
import { messageBytes, parcelOf } from './message.ts'
import { takeParcel } from './parcels.ts'

/** A new copy, while another message is being decoded, with which its captured data becomes read-only. */
export function readKept(address: number): unknown {
  const parcel = parcelOf(address)
  return new Decoder(messageBytes(address), parcel === 0 ? undefined : takeParcel(parcel)).value()
}

/**
 * While a message that refers to the kept one is being received: the value in the kept one.
 *
 * @returns undefined when it needs modules that this thread lacks: the receiver loads them and decodes once more.
 */
export function decodeKept(address: number): unknown {
  const answer = noteMissing(readKept, address)
  if (!(answer instanceof Missing)) return answer
  for (const ref of answer.refs.values()) importedValue(ref, '*')
  return undefined
}

/**
 * As {@link decodeKept}, so that `decodeMessage()` need not wait for modules later. What this decodes is thrown away.
 *
 * @returns whether all of its modules are there, and what it refers to is not void.
 */
export function prepareKept(address: number): boolean {
  // where nobody can wait, the first try has loaded what it lacked
  return isWhole(address) || isWhole(address)
}

function isWhole(address: number): boolean {
  return decodeKept(address) !== undefined && !lacksModules()
}
