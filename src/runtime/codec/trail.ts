/**
 * Turns "which objects are we inside of" into text such as `argument 0 -> .conn -> .sock`.
 *
 * Written only when something is refused: while a message is written the encoder notes the objects alone, and the
 * names between them are looked for here, in the objects themselves.
 */

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/**
 * @param open - the objects (or the symbol at the end) being written, outermost first
 * @param openAt - for each of them, how many entries `names` had when it was begun
 * @param names - steps that callers named themselves: `argument 0`, a captured variable
 */
export function describeTrail(
  open: readonly unknown[],
  openAt: readonly number[],
  names: readonly string[],
): string {
  const steps: string[] = []
  let used = 0
  for (let i = 0; i < open.length; i++) {
    const at = openAt[i] ?? used
    if (at > used) steps.push(...names.slice(used, at))
    else steps.push(i === 0 ? 'value' : stepTo(open[i - 1], open[i]))
    used = Math.max(used, at)
  }
  steps.push(...names.slice(used))
  return steps.length === 0 ? 'value' : steps.join(' -> ')
}

/** How `parent` leads to `child`: the first such way, because that is the one the encoder took. */
function stepTo(parent: unknown, child: unknown): string {
  if (parent instanceof Map) {
    for (const [key, value] of Map.prototype.entries.call(parent)) {
      if (key === child) return 'a key of the Map'
      if (value === child)
        return `.get(${typeof key === 'string' ? JSON.stringify(key) : String(typeof key)})`
    }
  }
  if (parent instanceof Set && Set.prototype.has.call(parent, child)) return 'an item of the Set'
  if ((typeof parent !== 'object' && typeof parent !== 'function') || parent === null) return '?'
  let getter: string | undefined
  for (const name of Object.getOwnPropertyNames(parent)) {
    const property = Object.getOwnPropertyDescriptor(parent, name)
    if (property === undefined) continue
    if (property.get !== undefined) getter ??= name
    else if (property.value === child) return nameStep(parent, name)
  }
  if (typeof child === 'function' && (parent as { constructor?: unknown }).constructor === child)
    return 'its class'
  return getter === undefined ? 'inside it' : nameStep(parent, getter)
}

function nameStep(parent: object, name: string): string {
  if (Array.isArray(parent) && /^\d+$/.test(name)) return `[${name}]`
  return IDENTIFIER.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}
