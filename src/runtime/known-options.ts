/**
 * Misspelt options are refused, and not passed over as JavaScript would: `{ maxworkers: 4 }` is a mistake that nobody sees.
 *
 * For what is made or called now and then. Calls of a lock or a queue that take some nanoseconds do not ask.
 */

/** @returns a function that throws for an object with options of other names. */
export type OptionsCheck = (options: object) => void

/**
 * @param of - whose options they are, for the message: `Thread`, `pool.map()`.
 * @param known - all names; the type sees to it that none is missing.
 * @returns a check that throws a TypeError naming the first option that is not among them.
 */
export function optionsOf<T extends object>(
  of: string,
  known: Readonly<Record<keyof T, true>>,
): OptionsCheck {
  const names = new Set(Object.keys(known))
  return (options) => {
    for (const name in options) if (!names.has(name)) throw unknownOption(of, name, [...names])
  }
}

function unknownOption(of: string, name: string, known: readonly string[]): TypeError {
  const nearest = nearestTo(name, known)
  const hint = nearest === undefined ? '' : `: did you mean \`${nearest}\`?`
  return new TypeError(
    `Expected the options of ${of} to be among ${known.join(', ')}, got \`${name}\`${hint}`,
  )
}

/** The name that was meant, if there is one that looks like it. */
function nearestTo(name: string, known: readonly string[]): string | undefined {
  const written = plain(name)
  let best: string | undefined
  // a third of the letters may be wrong, and at least one
  let least = Math.max(1, Math.floor(written.length / 3)) + 1
  for (const one of known) {
    const distance = isPartOf(plain(one), written) ? 1 : distanceOf(plain(one), written)
    if (distance >= least) continue
    best = one
    least = distance
  }
  return best
}

/** As Python would write it, and as here: the same letters. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}

/** `workers` for `maxWorkers`, `timeoutMs` for `timeout`. */
function isPartOf(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a))
}

/** How many letters have to be put in, left out, changed or swapped with the next to make one of the other. */
function distanceOf(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next.push(
        Math.min(changed, at(row, j) + 1, at(next, j - 1) + 1, swapped ? at(before, j - 2) + 1 : Infinity),
      )
    }
    before = row
    row = next
  }
  return at(row, b.length)
}

function at(row: readonly number[], n: number): number {
  return row[n] ?? Infinity
}
