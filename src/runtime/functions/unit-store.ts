/** Code units in the blob store: written once per sending thread, read once per receiving thread. */
import { Decoder } from '../codec/index.ts'
import { blobStore, putBlob } from './blob-store.ts'
import type { CodeUnit } from './code-unit.ts'

const numbers = new WeakMap<CodeUnit, number>()
const units = new Map<number, CodeUnit>()

export function unitNumber(unit: CodeUnit): number {
  let number = numbers.get(unit)
  if (number === undefined) {
    number = putBlob((blob) => blob.value(unit))
    numbers.set(unit, number)
  }
  return number
}

export function unitAt(number: number): CodeUnit {
  let unit = units.get(number)
  if (unit === undefined) {
    unit = new Decoder(blobStore().get(number)).value() as CodeUnit
    units.set(number, unit)
  }
  return unit
}

/** Units that arrived in this thread: their texts and places explain errors. */
export function arrivedUnits(): Iterable<CodeUnit> {
  return units.values()
}
