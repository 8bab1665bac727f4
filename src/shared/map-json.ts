/**
 * A map as `JSON.stringify()` writes it: an object, as Python's `json.dumps()` writes a dict. JSON's names are texts, so
 * keys that are none become their texts, and what would lose an entry by that is refused.
 */

import { describeBriefly } from '../platform/value-types.ts'

/** @throws TypeError for a key that has no text of its own, and for two keys with one text. */
export function objectOfEntries(
  entries: readonly (readonly [key: unknown, value: unknown])[],
): Record<string, unknown> {
  const keys = new Map<string, unknown>()
  for (const [key] of entries) {
    if (key === undefined || typeof key === 'function' || (typeof key === 'object' && key !== null))
      throw new TypeError(
        `cannot write the SharedMap as JSON: its key \`${describeBriefly(key)}\` is no text, number, bigint, boolean or null; write \`[...map]\`, pairs of keys and values`,
      )
    const name = String(key)
    if (keys.has(name))
      throw new TypeError(
        `cannot write the SharedMap as JSON: its keys ${described(keys.get(name))} and ${described(key)} have one name there; write \`[...map]\`, pairs of keys and values`,
      )
    keys.set(name, key)
  }
  // which also makes a field of `__proto__`
  return Object.fromEntries(entries.map(([key, value]) => [String(key), value]))
}

function described(key: unknown): string {
  return `\`${String(key)}\` (${key === null ? 'null' : typeof key})`
}
