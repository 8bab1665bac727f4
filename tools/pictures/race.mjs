/** A lost update, step by step, as it was recorded: one column per thread, and what memory holds after each step. */
import { box, COLORS, line, picture, text } from './svg.mjs'

const ROW = 54
const [FIRST, MEMORY, SECOND] = [30, 330, 510]
const WIDTH = 270

/** @param run - what race-run.ts has printed: { steps: [{ thread, does, number, stored }] } in their order. */
export function draw({ steps }) {
  const threads = [...new Set(steps.map(({ thread }) => thread))]
  const height = 90 + steps.length * ROW + 54
  const head = (x, words) => text(x, 40, words, { bold: true, size: 17 })
  return picture({
    width: 810,
    height,
    title: 'Two threads add one to the same number, and one of the updates is lost',
    shapes: [
      head(FIRST + WIDTH / 2, threads[0]),
      head(MEMORY + 75, 'memory'),
      head(SECOND + WIDTH / 2, threads[1]),
      line(FIRST, 56, SECOND + WIDTH, 56, '#e4e7eb'),
      text(MEMORY + 75, 80, '0', { size: 17, color: COLORS.faint }),
      steps.map((step, n) => {
        const y = 94 + n * ROW
        const lost = n === steps.length - 1
        const x = step.thread === threads[0] ? FIRST : SECOND
        return [
          box({
            x,
            y,
            width: WIDTH,
            height: ROW - 12,
            lines: [`${step.does} ${step.number}`],
            fill: lost ? COLORS.badFill : COLORS.thread,
            stroke: lost ? COLORS.bad : COLORS.threadLine,
          }),
          line(
            x === FIRST ? FIRST + WIDTH : MEMORY + 100,
            y + 21,
            x === FIRST ? MEMORY + 50 : SECOND,
            y + 21,
          ),
          text(MEMORY + 75, y + 27, String(step.stored), {
            size: 17,
            bold: step.does === 'writes',
            color: lost ? COLORS.bad : COLORS.ink,
          }),
        ]
      }),
      text(
        405,
        height - 24,
        `Two updates, and the number is ${steps.at(-1).stored}: the first one is lost.`,
        {
          color: COLORS.bad,
          bold: true,
        },
      ),
    ],
  })
}
