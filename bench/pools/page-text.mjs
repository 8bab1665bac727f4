/** The text of docs/benchmarks.md. */
import { CONTESTANTS } from './contestants.mjs'
import { cellText, comparisons, meets, standing, times } from './verdict.mjs'

export function pageText(records, threads) {
  for (const record of records) {
    if (record.quick) throw new Error('expected results of a full run, found those of --quick')
  }
  const rows = comparisons(records, CONTESTANTS)
  const parts = [
    `# Benchmarks`,
    `nogil's pools and queues beside every pool for Node that could be installed, and beside CPython: all in one run, in
turns, on one machine. _This page is made by \`node bench/pools/page.mjs\` from the files in
\`bench/results\`; do not edit it._`,
    ...records.map(runText),
    `A number is the median (p50) over all rounds. Every result was checked. Each contestant had a process of its own in
every round; who began changed from round to round. "Ahead" means by more than 5 %. Where nogil has two forms (blocking
and awaiting), its better one is compared.`,
    `## At a glance`,
    ...records.map((_, place) => glance(records, rows, place)),
    `## Where nogil is behind`,
    ...records.map((_, place) => behind(records, rows, place)),
    `## Who failed`,
    failures(records, rows),
    `## All scenarios`,
    `A dot is the median, its stroke reaches from the best sample to the worst but one in a hundred (cut off at the axis).
Many axes are logarithmic.`,
    ...scenarioTexts(records, rows),
    `## How each was set up`,
    settings(records[0]),
    ...threadTexts(threads),
    `## Measure it yourself`,
    `\`\`\`sh
npm ci && npm run build
node bench/pools/run.mjs          # all contestants: writes bench/results/pools-node<major>.json
node bench/pools/run.mjs trip flood --only nogil-blocking,piscina --rounds 3
node bench/run.mjs                # threads, locks and logging against CPython
node bench/pools/page.mjs         # this page
\`\`\`

What each scenario does stands in [bench/pools/measure.mjs](../bench/pools/measure.mjs), what each contestant does in
\`bench/pools\` and \`bench/rivals\`, one file each.`,
  ]
  return `${parts.join('\n\n')}\n`
}

function runText({ at, commit, changed, machine, versions, rounds, seconds }) {
  const load = Math.max(machine.load.before[0], machine.load.after[0])
  // the contestants themselves keep the cores busy by the end of a run
  const busy =
    machine.load.before[0] > machine.cores / 2 ? ', a busy machine: read the order, not the numbers' : ''
  return `- **Node ${versions.node.slice(1)}**, CPython ${versions.python?.replace('Python ', '') ?? '(none)'}: ${at.slice(0, 10)}, commit \`${commit.slice(0, 10)}\`${changed ? ' with changes' : ''}, ${rounds} rounds in ${seconds} s, on ${machine.cores} cores of ${machine.cpu}, ${machine.memory}, ${machine.system}; load ${machine.load.before[0].toFixed(1)} before, ${load.toFixed(1)} at most${busy}`
}

function glance(records, rows, place) {
  const head =
    '| scenario | nogil | best rival | CPython | goal | met |\n| --- | ---: | ---: | ---: | --- | --- |'
  const lines = rows.map((one) => {
    const { row } = one
    const { ours, rival, python } = standing(one, place)
    const met = meets(one, place)
    const cells = [
      row.title,
      ours === undefined ? '–' : `${ours.p50} ${row.unit}`,
      rival === undefined ? '–' : `${rival.p50} ${row.unit} (${rival.title})`,
      python === undefined ? '–' : `${python.p50} ${row.unit}`,
      row.goal?.text ?? '',
      met === undefined ? '' : met ? 'yes' : 'no',
    ]
    return `| ${cells.join(' | ')} |`
  })
  return `### Node ${records[place].versions.node.slice(1)}\n\n${[head, ...lines].join('\n')}`
}

function behind(records, rows, place) {
  const lines = rows.flatMap((one) => {
    const { ours, ahead } = standing(one, place)
    if (ahead.length === 0) return []
    const who = ahead.map(({ title, p50 }) =>
      ours === undefined ? title : `${title} by ${factor(times(p50, ours.p50, one.row))}`,
    )
    return [`- ${one.row.title}: ${who.join(', ')}`]
  })
  const list = lines.length > 0 ? lines.join('\n') : 'Nowhere.'
  return `### Node ${records[place].versions.node.slice(1)}: ahead of nogil\n\n${list}`
}

function factor(value) {
  return Number.isFinite(value) ? `${Number(value.toPrecision(3))} ×` : 'all'
}

function failures(records, rows) {
  const lines = new Set()
  for (const { scenario, lines: contestants } of rows) {
    for (const { title, cells } of contestants) {
      cells.forEach(({ failures: all }, place) => {
        const { versions, rounds } = records[place]
        if (all === undefined) return
        const what = [...new Set(all.map((one) => one.what))].join(', ')
        lines.add(
          `- ${title}, \`${scenario}\`, Node ${versions.node.slice(1)}: ${what}; in ${new Set(all.map((one) => one.round)).size} of ${rounds} rounds`,
        )
      })
    }
  }
  const note =
    '"Ends badly" and "does not end": the results came, and then the process could not close its pool. "Hangs": no result within 30 s.'
  return lines.size > 0 ? `${[...lines].join('\n')}\n\n${note}` : 'Nobody.'
}

function scenarioTexts(records, rows) {
  const nodes = records.map((record) => `Node ${record.versions.node.slice(1)}`)
  return rows.map(({ key, row, what, lines }) => {
    const head = `| contestant | ${nodes.map((node) => `${node} p50 | best … worst`).join(' | ')} |\n| --- |${' ---: | ---: |'.repeat(nodes.length)}`
    const table = lines.map(({ title, cells }) => {
      const columns = cells.map((cell) =>
        cell.p50 === undefined
          ? `_${cellText(cell)}_ | `
          : `${cell.p50} ${row.unit} | ${cell.best} … ${cell.worst}`,
      )
      return `| ${title} | ${columns.join(' | ')} |`
    })
    return `### ${row.title}\n\n${what}\n\n![${row.title}: the numbers of the table below](benchmarks/${key}.svg)\n\n<details><summary>The numbers</summary>\n\n${head}\n${table.join('\n')}\n\n</details>`
  })
}

function settings(record) {
  const lines = Object.values(CONTESTANTS).map(({ title, package: rival, settings: text }) => {
    const version = rival === undefined ? '' : ` ${record?.versions[rival] ?? ''}`
    return `- **${title}**${version}: ${text}`
  })
  return `${lines.join('\n')}

All have pools of two workers (four in the scenarios of the idle pool). Arguments and results are copied, except by
CPython's threads: they share all objects, so its payloads are not sent at all. knitting is missing: it is not in the npm
registry.`
}

function threadTexts(threads) {
  return threads.flatMap(({ versions, commit, machine, results }) => {
    const head = '| what | nogil | CPython | ratio | goal | met |\n| --- | ---: | ---: | ---: | --- | --- |'
    const lines = Object.values(results)
      .flatMap((all) => Object.values(all))
      .map(
        ({ title, unit, nogil, python, ratio, goal, met }) =>
          `| ${title} | ${nogil.p50} ${unit} | ${python.p50} ${unit} | ${ratio} | ${goal} | ${met === null ? '' : met ? 'yes' : 'no'} |`,
      )
    return [
      `## Threads, locks, queues and logging against CPython, Node ${versions.node.slice(1)}`,
      `By \`node bench/run.mjs\` ([what is measured](../bench/README.md)), commit \`${commit.slice(0, 10)}\`, ${versions.python.replace('Python', 'CPython')}, load ${machine.load.before[0].toFixed(1)} before. A ratio under 1: nogil is faster.`,
      `${head}\n${lines.join('\n')}`,
    ]
  })
}
