/**
 * The Mandelbrot set: four threads compute the rows of one picture, which is then written out as a PNG.
 *
 * `nogil run examples/mandelbrot.ts [picture.png [threads]]`
 */
import { writeFileSync } from 'node:fs'
import { AtomicInt32, SharedArray, Thread } from 'nogil'
import { encode } from 'fast-png'

const WIDTH = 300
const HEIGHT = 200
const MOST = 255

const [, , file, count = '4'] = process.argv
const picture = SharedArray.uint8(WIDTH * HEIGHT)
const nextRow = new AtomicInt32()

/** How many steps it takes until the point is far away; MOST when it stays. */
function stepsAt(x: number, y: number) {
  let re = 0
  let im = 0
  for (let step = 0; step < MOST; step++) {
    const next = re * re - im * im + x
    im = 2 * re * im + y
    re = next
    if (re * re + im * im > 4) return step
  }
  return MOST
}

/** Each thread takes the next row that nobody has taken, until there is none. */
function computeRows() {
  for (let row = nextRow.add(1); row < HEIGHT; row = nextRow.add(1)) {
    for (let column = 0; column < WIDTH; column++)
      picture[row * WIDTH + column] = stepsAt((column / WIDTH) * 3 - 2.25, (row / HEIGHT) * 2 - 1)
  }
}

const threads = Array.from({ length: Number(count) }, () => new Thread({ target: computeRows }))
for (const thread of threads) thread.start()
for (const thread of threads) thread.join()

const inside = picture.filter((steps) => steps === MOST).length
const sum = picture.reduce((all, steps) => all + steps, 0)
console.log(`${WIDTH} x ${HEIGHT} points, ${inside} of them inside, ${sum} steps in all`)
if (file !== undefined) {
  // the encoder wants memory of its own
  const data = picture.slice()
  writeFileSync(file, encode({ width: WIDTH, height: HEIGHT, data, channels: 1 }))
}
