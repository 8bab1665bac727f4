/** A deadlock's ring as it was reported: each thread waits for a lock that the next thread holds. */
import { arrow, box, COLORS, picture, round, text } from './svg.mjs'

const [WIDTH, HEIGHT] = [170, 60]
const MIDDLE = { x: 400, y: 205 }
const RADIUS = { x: 270, y: 140 }

/** @param run - what deadlock-run.ts has printed: { ring: [{ thread, lock, holder }], thrownIn }. */
export function draw({ ring, thrownIn }) {
  const nodes = ring.flatMap(({ thread, lock }) => [
    { name: thread, kind: thread === thrownIn ? 'refused' : 'thread' },
    { name: lock, kind: 'lock' },
  ])
  const at = nodes.map((_, n) => {
    const angle = Math.PI + (n * 2 * Math.PI) / nodes.length
    return { x: MIDDLE.x + RADIUS.x * Math.cos(angle), y: MIDDLE.y + RADIUS.y * Math.sin(angle) }
  })
  return picture({
    width: 800,
    height: 470,
    title: 'A deadlock: threads that hold what the others wait for',
    shapes: [
      nodes.map((_, n) => {
        const next = (n + 1) % nodes.length
        const waits = n % 2 === 0
        // from a thread to the lock it waits for; from the next thread to the lock that it holds
        const [from, to] = waits ? [at[n], at[next]] : [at[next], at[n]]
        return edge(from, to, waits)
      }),
      nodes.map(({ name, kind }, n) =>
        box({
          x: round(at[n].x - WIDTH / 2),
          y: round(at[n].y - HEIGHT / 2),
          width: WIDTH,
          height: HEIGHT,
          lines: kind === 'refused' ? [name, 'gets the DeadlockError'] : [name],
          ...STYLES[kind],
        }),
      ),
      text(400, 440, 'Red: waits for. Blue: holds. Nobody in the ring can go on.', {
        size: 14,
        color: COLORS.faint,
      }),
    ],
  })
}

const STYLES = {
  thread: { fill: COLORS.thread, stroke: COLORS.threadLine },
  refused: { fill: COLORS.badFill, stroke: COLORS.bad },
  lock: { fill: COLORS.lock, stroke: COLORS.lockLine },
}

function edge(from, to, waits) {
  const start = rim(from, to)
  const end = rim(to, from)
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }
  const out = { x: middle.x < MIDDLE.x ? -1 : 1, y: middle.y < MIDDLE.y ? -1 : 1 }
  return [
    arrow(
      [
        [start.x, start.y],
        [end.x, end.y],
      ],
      { kind: waits ? 'bad' : 'thread' },
    ),
    text(round(middle.x + out.x * 12), round(middle.y + out.y * 12), waits ? 'waits for' : 'holds', {
      size: 14,
      anchor: out.x < 0 ? 'end' : 'start',
      color: waits ? COLORS.bad : COLORS.threadLine,
    }),
  ]
}

/** Where the line from the middle of one box to the other leaves the box. */
function rim(box, other) {
  const [dx, dy] = [other.x - box.x, other.y - box.y]
  const part = Math.min(WIDTH / 2 / Math.abs(dx), HEIGHT / 2 / Math.abs(dy))
  return { x: box.x + dx * part, y: box.y + dy * part }
}
