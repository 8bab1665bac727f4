/**
 * One scenario against CPython: the scenario's file is both, the referee and (started again by itself, with
 * `--contestant`) the nogil contestant; the CPython contestant is its twin in bench/python.
 *
 * Both processes live through the whole contest and take turns round by round, so a busy moment of the machine meets
 * both; who begins changes from round to round. The first rounds warm up and are not counted.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { serveRounds } from './contestant.ts'
import type { Samples } from './contestant.ts'
import { summarize } from './statistics.ts'
import type { Summary } from './statistics.ts'

/**
 * What must hold of nogil's p50: at most so many of the unit, or at most so many times CPython's p50; or of its minimum:
 * more than so many.
 */
export type Goal = { readonly atMost: number } | { readonly timesPython: number } | { readonly above: number }

export interface Row {
  readonly title: string
  readonly unit: 'ns' | 'µs' | 'ms' | 'MB' | '%' | '% CPU'
  readonly goal?: Goal
}

export interface Contest {
  /** The twin's file in bench/python. */
  readonly twin: string
  readonly rows: Readonly<Record<string, Row>>
  readonly warmUp: number
  readonly rounds: number
  /** One round of the nogil contestant: samples by row. Throws when the work done is wrong. */
  readonly round: () => Samples | Promise<Samples>
  /** How many lines a round must have written to stderr. Default: none, and what appears is an error. */
  readonly lines?: number
}

export interface Verdict {
  readonly title: string
  readonly unit: string
  readonly nogil: Summary
  readonly python: Summary
  /** p50 to p50; under 1: nogil is faster. */
  readonly ratio: number
  readonly goal: string
  readonly met: boolean | null
}

const PYTHON = process.env['NOGIL_BENCH_PYTHON'] ?? 'python3'
const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Runs the contest and prints, as its last line, the verdict of every row; in the contestant's process, plays. */
export async function contest(file: string, plan: Contest): Promise<void> {
  if (process.argv.includes('--contestant')) return serveRounds(plan.round)
  const folder = mkdtempSync(join(tmpdir(), 'nogil-bench-'))
  const script = fileURLToPath(new URL(`../python/${plan.twin}`, import.meta.url))
  const nogil = new Player(
    'nogil',
    [process.execPath, CLI, 'run', fileURLToPath(file), '--contestant'],
    folder,
  )
  const python = new Player('python', [PYTHON, script], folder)
  try {
    for (let round = -plan.warmUp; round < plan.rounds; round++) {
      const order = round % 2 === 0 ? [nogil, python] : [python, nogil]
      for (const player of order) await player.play(round >= 0, plan.lines ?? 0)
    }
  } finally {
    await nogil.leave()
    await python.leave()
    rmSync(folder, { recursive: true })
  }
  const verdicts = Object.entries(plan.rows).map(([key, row]) => judge(row, nogil.of(key), python.of(key)))
  process.stdout.write(`${JSON.stringify(Object.fromEntries(verdicts.map((one) => [one.title, one])))}\n`)
}

function judge({ title, unit, goal }: Row, nogil: Summary, python: Summary): Verdict {
  const ratio = Number((nogil.p50 / python.p50).toPrecision(3))
  const common = { title, unit, nogil, python, ratio }
  if (goal === undefined) return { ...common, goal: '', met: null }
  if ('atMost' in goal) return { ...common, goal: `≤ ${goal.atMost} ${unit}`, met: nogil.p50 <= goal.atMost }
  if ('above' in goal) return { ...common, goal: `min > ${goal.above} ${unit}`, met: nogil.min > goal.above }
  return {
    ...common,
    goal: `≤ ${goal.timesPython} × CPython`,
    met: nogil.p50 <= goal.timesPython * python.p50,
  }
}

/** One contestant's process. Its stderr goes to a file, as a log would, and is checked after each round. */
class Player {
  readonly #name: string
  readonly #child: ChildProcess
  readonly #answers: AsyncIterator<string>
  readonly #stderr: string
  readonly #samples = new Map<string, number[]>()

  constructor(name: string, [program = '', ...args]: readonly string[], folder: string) {
    this.#name = name
    this.#stderr = join(folder, name)
    const stderr = openSync(this.#stderr, 'a')
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', stderr] })
    closeSync(stderr)
    if (this.#child.stdout === null) throw new Error('bug: the contestant has no stdout')
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  async play(counts: boolean, lines: number): Promise<void> {
    this.#child.stdin?.write('round\n')
    const answer = await this.#answers.next()
    const written = readFileSync(this.#stderr, 'utf8')
    truncateSync(this.#stderr)
    const found = written.split('\n').length - 1
    if (answer.done === true || found !== lines) {
      throw new Error(
        `${this.#name}: expected ${lines} lines on stderr, found ${found}: ${written.slice(0, 2000)}`,
      )
    }
    if (!counts) return
    for (const [key, samples] of Object.entries(JSON.parse(answer.value) as Samples)) {
      this.#samples.set(key, [...(this.#samples.get(key) ?? []), ...samples])
    }
  }

  of(key: string): Summary {
    return summarize(this.#samples.get(key) ?? [])
  }

  async leave(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const left = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.stdin?.end()
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), 10_000)
    await left
    clearTimeout(limit)
  }
}
