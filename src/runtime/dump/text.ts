/** A dump as text, in the manner of `jstack` and of Python's `faulthandler`. */
import type { Circle, ProcessReport, ThreadReport } from './report.ts'

/** @returns whole lines. */
export function textOf(report: ProcessReport): string {
  const { pid, threads, circles } = report
  const count = threads.length === 1 ? '1 thread' : `${threads.length} threads`
  const head = `nogil dump of process ${pid}, ${timeText(report.time)}, ${count}, Node ${report.node}`
  const blocks = [head, ...threads.map(threadText), ...circles.map(circleText)]
  return `${blocks.join('\n\n')}\n`
}

function threadText(thread: ThreadReport): string {
  const lines = [`"${thread.name}" #${thread.ident}${attributes(thread)}: ${stateText(thread)}`]
  for (const frame of thread.stack) lines.push(`    at ${frame}`)
  if (thread.stackMissing !== undefined) lines.push(`    (no stack: ${thread.stackMissing})`)
  for (const task of thread.tasks) lines.push(`  runs task ${JSON.stringify(task)}`)
  for (const object of thread.holds) lines.push(`  holds ${object}`)
  for (const object of thread.awaits) lines.push(`  awaits ${object}`)
  return lines.join('\n')
}

function attributes({ daemon, nativeId }: ThreadReport): string {
  return (daemon ? ' daemon' : '') + (nativeId === 0 ? '' : ` (OS thread ${nativeId})`)
}

function stateText({ state, waitsFor, waitingMs, timed, deadlocked }: ThreadReport): string {
  if (state === 'waiting') {
    const end = deadlocked ? ' (deadlocked)' : timed ? ', with a timeout' : ''
    return `waiting for ${waitsFor}, for ${durationText(waitingMs ?? 0)}${end}`
  }
  if (state === 'sleeping') return `sleeping, for ${durationText(waitingMs ?? 0)} so far`
  if (state === 'idle') return 'in its event loop'
  if (state === 'ended') return 'ended; the program waits for its non-daemon threads'
  return state
}

function circleText({ certain, lines }: Circle): string {
  const what =
    lines.length === 1 ? 'a thread waits for itself' : `${lines.length} threads wait for each other`
  const head = certain
    ? `Deadlock: ${what}`
    : `Likely deadlock: ${what}, unless another thread releases what is held`
  return [head, ...lines.map((line) => `  ${line}`)].join('\n')
}

/** Local time, as in `2026-11-22 06:40:12`. */
function timeText(time: number): string {
  const date = new Date(time)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}

/** As in `85 ms`, `1.4 s`, `2 min 5 s`, `3 h 12 min`. */
function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`
  const seconds = Math.floor(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.floor(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
