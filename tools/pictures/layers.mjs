/** The layers of the library, as docs/architecture.md lists them: highest first, each resting on those below. */
import { arrow, box, COLORS, picture, text } from './svg.mjs'

const ROW = 52
const LEFT = 30
const WIDTH = 840
const BLUE = { fill: COLORS.thread, stroke: COLORS.threadLine }
const YELLOW = { fill: COLORS.carrier, stroke: COLORS.carrierLine }
const GREY = { fill: COLORS.lock, stroke: COLORS.lockLine }
/** The layers that no program imports. */
const BELOW = new Set(['runtime', 'core', 'platform'])

/** @param architecture - the page's text. */
export function draw(architecture) {
  const layers = layersOf(architecture)
  return picture({
    width: 940,
    height: layers.length * ROW + 60,
    title: 'The layers of nogil: an import may point down, never up',
    shapes: [
      layers.map(({ names, says }, n) => {
        const y = 20 + n * ROW
        const style = BELOW.has(names) ? YELLOW : names === 'errors.ts' ? GREY : BLUE
        return [
          box({ x: LEFT, y, width: WIDTH, height: ROW - 8, lines: [], ...style }),
          text(LEFT + 16, y + 28, names, { anchor: 'start', bold: true }),
          text(LEFT + 170, y + 28, says, { anchor: 'start', size: 14 }),
        ]
      }),
      arrow([
        [900, 24],
        [900, layers.length * ROW + 10],
      ]),
      text(
        30,
        layers.length * ROW + 42,
        'An import points down, never up. Blue: what programs use. Yellow: what that stands on.',
        {
          anchor: 'start',
          size: 13,
          color: COLORS.faint,
        },
      ),
    ],
  })
}

/** @throws Error when the page has no list of layers. */
export function layersOf(architecture) {
  const block = /^## Layers\n.*?^```text\n(.*?)^```/ms.exec(architecture)?.[1]
  const layers = [...(block ?? '').matchAll(/^ (\S.*?) {2,}(\S.*)$/gm)].map(([, names, says]) => ({
    names: names.replaceAll('/', '').replaceAll(' ', ', '),
    says,
  }))
  if (layers.length < 5)
    throw new Error('expected a list of layers below "## Layers" of docs/architecture.md')
  return layers
}
