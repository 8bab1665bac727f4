/** What samples are summed up to, and who is ahead of whom. */

/** p50, best and worst (the 99th part of a hundred on the bad side) of the samples, to four significant digits. */
export function summarize(samples, better) {
  const sorted = samples.toSorted((a, b) => (better === 'less' ? a - b : b - a))
  const at = (part) => short(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))])
  const summary = { p50: at(0.5), best: at(0), worst: at(0.99), samples: sorted.length }
  if (!Number.isFinite(summary.p50 + summary.best + summary.worst))
    throw new RangeError(`expected numbers to sum up, got ${sorted.length} from ${sorted[0]} on`)
  return summary
}

/** How many times better `a` is than `b`; what lies under the row's floor counts as the floor. */
export function times(a, b, { better, floor = 0 }) {
  const [first, second] = [Math.max(a, floor), Math.max(b, floor)]
  return better === 'less' ? second / first : first / second
}

function short(value) {
  return Number(value.toPrecision(4))
}

/**
 * Every row of the records (one for each Node, the first one leads): its contestants, best first, with a mark for each
 * Node and the text beside it.
 */
export function comparisons(records, contestants) {
  const [newest] = records
  return Object.entries(newest?.scenarios ?? {}).flatMap(([scenario, { what, rows }]) =>
    Object.entries(rows).map(([name, row]) => {
      const lines = Object.keys(row.contestants).map((contestant) => {
        const cells = records.map(
          (record) => record.scenarios[scenario]?.rows[name]?.contestants[contestant] ?? {},
        )
        return {
          contestant,
          title: contestants[contestant]?.title ?? contestant,
          ours: contestant.startsWith('nogil'),
          cells,
          marks: cells.map((cell) => (cell.p50 === undefined ? undefined : cell)),
          note:
            cells.map((cell) => cellText(cell)).join(' · ') + (cells.some(hasNumber) ? ` ${row.unit}` : ''),
        }
      })
      const rank = ({ cells }) => {
        const p50 = cells.find(hasNumber)?.p50
        if (p50 === undefined) return Infinity
        return row.better === 'less' ? p50 : -p50
      }
      return {
        key: `${scenario}-${kebab(name)}`,
        scenario,
        what,
        row,
        lines: lines.toSorted((a, b) => rank(a) - rank(b)),
      }
    }),
  )
}

/** What stands for a contestant's result in one run: its p50, or why there is none. */
export function cellText(cell) {
  if (cell.p50 !== undefined) return `${cell.p50}`
  if (cell.absent !== undefined) return cell.absent
  return cell.failures?.at(-1).what ?? 'not measured'
}

/** For one run (by its place among the records): nogil's best form, the best rival, CPython's best, who is ahead. */
export function standing({ row, lines }, place) {
  const of = (choose) =>
    lines
      .filter((line) => choose(line) && line.marks[place] !== undefined)
      .map(({ title, marks }) => ({ title, p50: marks[place].p50 }))
      .toSorted((a, b) => (row.better === 'less' ? a.p50 - b.p50 : b.p50 - a.p50))
  const [ours] = of((line) => line.ours)
  const [rival] = of((line) => !line.ours && !line.contestant.startsWith('cpython'))
  const [python] = of((line) => line.contestant.startsWith('cpython'))
  const ahead = of((line) => !line.ours).filter(
    ({ p50 }) => ours === undefined || times(p50, ours.p50, row) > 1.05,
  )
  return { ours, rival, python, ahead }
}

/** Whether nogil's best form reaches the row's goal in that run; undefined when there is none, or nobody to compare with. */
export function meets({ row, lines }, place) {
  const { ours } = standing({ row, lines }, place)
  const limit = row.goal?.limit ?? lines.find((line) => line.contestant === row.goal?.of)?.marks[place]?.p50
  if (ours === undefined || limit === undefined) return undefined
  return row.better === 'less' ? ours.p50 <= limit : ours.p50 >= limit
}

function hasNumber(cell) {
  return cell.p50 !== undefined
}

function kebab(name) {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
