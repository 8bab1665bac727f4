/**
 * Joins the compiled files behind each entry point, so that a thread loads four files instead of a hundred: a cold
 * carrier boots in 31 ms instead of 91 (measured on Node 20, see docs/decisions/0002-bundled-entries.md).
 *
 * The entry points are replaced in place; what they share becomes dist/shared-*.js. Left to itself the bundler makes a
 * file for each set of entries, nineteen in all; so most of what every thread needs is put into two: the layers below the
 * users' objects, and those objects. Every other compiled file stays for tests of the inside. `import.meta.url` keeps the
 * value it has in the file that says it, so URLs between our files and the source maps stay true.
 */
import { readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')
const ENTRIES = [
  'index',
  'threading/index',
  'shared/index',
  'queue/index',
  'futures/index',
  'logging/index',
  'carrier-entry',
  'runtime/supervisor',
]

const fileUrls = {
  name: 'keep import.meta.url',
  transform(code, path) {
    if (!code.includes('import.meta.url')) return null
    const file = JSON.stringify(relative(DIST, path).replaceAll('\\', '/'))
    const own = `(import.meta.url.slice(0, import.meta.url.lastIndexOf("/dist/") + 6) + ${file})`
    return { code: code.replaceAll('import.meta.url', own), map: null }
  },
}

/** A single character outside of Latin-1 would make every thread keep the file with two bytes for each character. */
const asciiOnly = {
  name: 'escape what is not ASCII',
  renderChunk(code) {
    const escaped = code.replace(
      /[^\0-\x7f]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    return { code: escaped, map: null }
  },
}

for (const name of readdirSync(DIST)) if (/^shared-.*\.js(\.map)?$/.test(name)) rmSync(join(DIST, name))
const bundle = await rolldown({
  input: Object.fromEntries(ENTRIES.map((entry) => [entry, join(DIST, `${entry}.js`)])),
  external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('#'),
  platform: 'node',
  treeshake: false,
  plugins: [fileUrls],
  logLevel: 'warn',
})
await bundle.write({
  dir: DIST,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'shared-[hash].js',
  sourcemap: true,
  plugins: [asciiOnly],
  codeSplitting: {
    groups: [
      { name: 'base', test: /dist\/(core|platform|runtime|errors)/, minShareCount: 5 },
      { name: 'threads', test: /dist\/(threading|shared)\//, minShareCount: 3 },
    ],
  },
  minify: false,
  comments: false,
})
