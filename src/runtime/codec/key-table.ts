/**
 * Property names seen in messages, so that a name is a string the engine knows already: comparing a few bytes is
 * cheaper than building the string and hashing it again for the property store.
 *
 * Names that objects inherit (`constructor`, `__proto__`, ...) are never learned: assigning them is not the same as
 * defining them, and a hit in this table is what tells the reader that assigning is safe.
 */
const SIZE = 1024
const table: (string | undefined)[] = []

/** The name in `bytes[start..end]`, one byte per character, if it was learned and not displaced since. */
export function knownKey(bytes: Uint8Array, start: number, end: number): string | undefined {
  const known = table[slotOf(bytes, start, end)]
  if (known === undefined || known.length !== end - start) return undefined
  for (let i = 0; i < known.length; i++) if (known.charCodeAt(i) !== bytes[start + i]) return undefined
  return known
}

export function learnKey(name: string, bytes: Uint8Array, start: number, end: number): void {
  while (table.length < SIZE) table.push(undefined)
  table[slotOf(bytes, start, end)] = name
}

export function isInherited(name: string): boolean {
  return name in Object.prototype
}

function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0
  return (hash ^ (hash >>> 15)) & (SIZE - 1)
}
