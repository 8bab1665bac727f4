/** The picture that four threads compute is the one that a single thread computes, and Python counts the same steps. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { decode } from 'fast-png'
import { pythonSeen, runTypeScript, seenOf } from '../support/recorded-twin.ts'
import { allowMs } from '../support/watchdog.ts'

const [WIDTH, HEIGHT, MOST] = [300, 200, 255]

/** The whole picture, with no threads at all. */
function picture(): Uint8Array {
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, place) => {
    const x = ((place % WIDTH) / WIDTH) * 3 - 2.25
    const y = (Math.floor(place / WIDTH) / HEIGHT) * 2 - 1
    let [re, im, steps] = [0, 0, 0]
    for (; steps < MOST; steps++) {
      ;[re, im] = [re * re - im * im + x, 2 * re * im + y]
      if (re * re + im * im > 4) break
    }
    return steps
  })
}

test('mandelbrot: the picture of four threads is that of one, point by point, and Python agrees', async () => {
  allowMs(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'nogil-mandelbrot-'))
  try {
    const files = ['1', '4'].map((threads) => join(folder, `${threads}.png`))
    for (const [index, threads] of ['1', '4'].entries()) {
      const ran = await runTypeScript('examples/mandelbrot.ts', { args: [files[index] ?? '', threads] })
      assert.deepEqual(seenOf(ran), await pythonSeen('examples/mandelbrot'))
    }
    const [one, four] = files.map((file) => readFileSync(file))
    assert.deepEqual(four, one)
    const { width, height, channels, data } = decode(four ?? new Uint8Array())
    assert.deepEqual([width, height, channels], [WIDTH, HEIGHT, 1])
    assert.deepEqual(Uint8Array.from(data), picture())
  } finally {
    rmSync(folder, { recursive: true })
  }
})
