/** What this thread knows of the layouts of core/field-names.ts: for each, which name is where. */
import { layoutWith, namesOf, rootLayout } from '../core/field-names.ts'
import { CELL_BYTES } from '../core/object-layout.ts'

export interface Names {
  /** Of the layout; 0 for that of no object. */
  readonly layout: number
  readonly list: readonly string[]
  /** How far a name's cell is from the first one. */
  readonly cells: ReadonlyMap<string, number>
  readonly longer: Map<string, Names>
}

/** What stands for the names of objects that have no layout. */
export const NO_NAMES: Names = { layout: 0, list: [], cells: new Map(), longer: new Map() }

const known = new Map<number, Names>()

export function namesAt(layout: number): Names {
  const names = known.get(layout)
  if (names !== undefined) return names
  const list = namesOf(layout)
  const cells = new Map(list.map((name, number) => [name, number * CELL_BYTES]))
  const made: Names = { layout, list, cells, longer: new Map() }
  known.set(layout, made)
  return made
}

/** The names and one more; undefined when an object that has them must be a table. @throws ThreadError */
export function namesWith(names: Names, name: string): Names | undefined {
  const before = names.longer.get(name)
  if (before !== undefined) return before
  const layout = layoutWith(names.layout, name)
  if (layout === 0) return undefined
  const made = namesAt(layout)
  names.longer.set(name, made)
  return made
}

/** Of an object with these fields. @throws ThreadError */
export function namesFor(list: readonly string[]): Names | undefined {
  let names: Names | undefined = namesAt(rootLayout())
  for (const name of list) {
    names = namesWith(names, name)
    if (names === undefined) return undefined
  }
  return names
}
