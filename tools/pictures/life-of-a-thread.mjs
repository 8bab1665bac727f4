/** The states of a thread, and below them what its carrier does meanwhile. */
import { arrow, box, COLORS, line, picture, text } from './svg.mjs'

const THREAD = { fill: COLORS.thread, stroke: COLORS.threadLine, height: 56, width: 130 }
const CARRIER = { fill: COLORS.carrier, stroke: COLORS.carrierLine, height: 56, width: 130 }
const TOP = 70
const BOTTOM = 270

export function draw() {
  const thread = (x, y, ...lines) => box({ ...THREAD, x, y, lines })
  const carrier = (x, ...lines) => box({ ...CARRIER, x, y: BOTTOM, lines })
  return picture({
    width: 900,
    height: 400,
    title: 'The life of a thread, and of the carrier that runs it',
    shapes: [
      text(20, 36, 'Thread', { anchor: 'start', bold: true, color: COLORS.threadLine, size: 17 }),
      thread(20, TOP, 'new', 'new Thread()'),
      arrow([
        [150, TOP + 28],
        [220, TOP + 28],
      ]),
      text(185, TOP + 18, 'start()', { size: 13 }),
      thread(220, TOP, 'starting', 'gets a carrier'),
      arrow([
        [350, TOP + 28],
        [450, TOP + 28],
      ]),
      thread(450, TOP, 'running', 'its function'),
      arrow([
        [580, TOP + 28],
        [730, TOP + 28],
      ]),
      text(655, TOP + 18, 'returns or throws', { size: 13 }),
      thread(730, TOP, 'ended', 'join() returns'),
      thread(450, TOP + 96, 'waiting', 'lock, queue, sleep'),
      arrow([
        [495, TOP + 56],
        [495, TOP + 96],
      ]),
      arrow([
        [535, TOP + 96],
        [535, TOP + 56],
      ]),
      text(485, TOP + 81, 'has to wait', { size: 13, anchor: 'end' }),
      text(545, TOP + 80, 'woken, or time is up', { size: 13, anchor: 'start' }),
      line(20, 244, 880, 244, '#e4e7eb'),
      text(20, BOTTOM + 34, 'Carrier', { anchor: 'start', bold: true, color: COLORS.carrierLine, size: 17 }),
      carrier(220, 'asleep', 'booted once'),
      arrow([
        [350, BOTTOM + 28],
        [450, BOTTOM + 28],
      ]),
      text(400, BOTTOM + 18, 'woken', { size: 13 }),
      carrier(450, 'carries', 'the thread'),
      arrow([
        [580, BOTTOM + 28],
        [730, BOTTOM + 28],
      ]),
      text(655, BOTTOM + 18, 'timers, sockets left', { size: 13 }),
      carrier(730, 'retires'),
      arrow([
        [515, BOTTOM + 56],
        [515, BOTTOM + 90],
        [285, BOTTOM + 90],
        [285, BOTTOM + 56],
      ]),
      text(400, BOTTOM + 112, 'nothing left over: asleep again, for the next thread', { size: 13 }),
      arrow(
        [
          [285, BOTTOM],
          [285, TOP + 56],
        ],
        { dashed: true },
      ),
      arrow(
        [
          [515, BOTTOM],
          [515, TOP + 152],
        ],
        { dashed: true },
      ),
    ],
  })
}
