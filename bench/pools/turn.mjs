/** One contestant's turn in one scenario: a process that prints its samples, or the way in which it failed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { clock } from './tasks.mjs'

export const PYTHON = process.env.NOGIL_BENCH_PYTHON ?? 'python3'

/** This repository, which results must not say the place of. */
const HOME = new URL('../..', import.meta.url)
const CHILD = fileURLToPath(new URL('./child.mjs', import.meta.url))
const HOG = fileURLToPath(new URL('./hog.mjs', import.meta.url))
const PYTHON_CHILD = fileURLToPath(new URL('../python/pools.py', import.meta.url))

/**
 * @param {number} most - milliseconds after which the contestant is ended.
 * @returns {Promise<{ samples?: Record<string, number[]>, failure?: { what: string, message: string } }>} both when
 *   the work was done and the process did not end as it should.
 */
export async function turn({ adapter, python }, scenario, amounts, most) {
  const began = clock()
  const child = start(adapter, python, [scenario, JSON.stringify(amounts)])
  let late = false
  const limit = setTimeout(() => {
    late = true
    // the whole group: pools of processes have children
    process.kill(-Number(child.pid), 'SIGKILL')
  }, most)
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  let end
  try {
    end = await once(child, 'close')
  } catch (error) {
    return { failure: { what: 'cannot be started', message: String(error) } }
  } finally {
    clearTimeout(limit)
  }
  const [code, signal] = end
  const whole = clock() - began
  const samples = parse(stdout())
  const said = stderr().replaceAll(HOME.href, '').replaceAll(fileURLToPath(HOME), '')
  const message = said.trim().split('\n').slice(-3).join('\n').slice(0, 300)
  if (samples !== undefined) samples.process = [whole]
  if (late) return { samples, failure: { what: samples === undefined ? 'hangs' : 'does not end', message } }
  if (code === 0 && samples !== undefined) return { samples }
  const how = signal ?? `exit code ${code}`
  const what = samples === undefined ? `fails (${how})` : `ends badly (${how})`
  return { samples, failure: { what, message } }
}

/** So many processes that compute; the function ends them. */
export function startHogs(count) {
  const hogs = Array.from({ length: count }, () => spawn(process.execPath, [HOG], { stdio: 'ignore' }))
  return () => {
    for (const hog of hogs) hog.kill('SIGKILL')
  }
}

function start(adapter, python, args) {
  const [program, first] =
    python === undefined
      ? [process.execPath, [CHILD, new URL(adapter, import.meta.url).href]]
      : [PYTHON, [PYTHON_CHILD, python]]
  return spawn(program, [...first, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
}

function collect(stream) {
  let text = ''
  stream.setEncoding('utf8').on('data', (piece) => (text = (text + piece).slice(-1_000_000)))
  return () => text
}

function parse(stdout) {
  const line = stdout
    .trimEnd()
    .split('\n')
    .findLast((one) => one.startsWith('{'))
  try {
    return line === undefined ? undefined : JSON.parse(line)
  } catch {
    return undefined
  }
}
