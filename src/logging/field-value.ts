/** The value of a field that a format names. */
import { MissingKey, quotedKey } from './missing-key.ts'

/** @throws MissingKey neither `fields` nor `defaults` have it. */
export function fieldValue(fields: object, defaults: object | null, key: string): unknown {
  const value = (fields as Record<string, unknown>)[key]
  if (value !== undefined || key in fields) return value
  if (defaults !== null && key in defaults) return (defaults as Record<string, unknown>)[key]
  throw new MissingKey(`no value for the key ${quotedKey(key)}`, key)
}
