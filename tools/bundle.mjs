/**
 * Joins the compiled files behind each entry point, so that a thread loads four files instead of a hundred: a cold
 * carrier boots in 31 ms instead of 91 (measured on Node 20, see docs/decisions/0002-bundled-entries.md).
 *
 * The entry points are replaced in place; what they share becomes dist/shared-*.js. Every other compiled file stays for
 * tests of the inside. `import.meta.url` keeps the value it has in the file that says it, so URLs between our files and
 * the source maps stay true.
 */
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')
const ENTRIES = ['index', 'threading/index', 'logging/index', 'threading/carrier-entry', 'runtime/supervisor']

const fileUrls = {
  name: 'keep import.meta.url',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (!text.includes('import.meta.url')) return undefined
      const file = JSON.stringify(relative(DIST, path).replaceAll('\\', '/'))
      const own = `(import.meta.url.slice(0, import.meta.url.lastIndexOf("/dist/") + 6) + ${file})`
      const map = readFileSync(`${path}.map`).toString('base64')
      const inlined = text
        .replaceAll('import.meta.url', own)
        .replace(
          /\n\/\/# sourceMappingURL=\S*\s*$/,
          `\n//# sourceMappingURL=data:application/json;base64,${map}`,
        )
      return { contents: inlined, loader: 'js', resolveDir: dirname(path) }
    })
  },
}

for (const name of readdirSync(DIST)) if (/^shared-.*\.js(\.map)?$/.test(name)) rmSync(join(DIST, name))
await build({
  entryPoints: ENTRIES.map((entry) => join(DIST, `${entry}.js`)),
  outdir: DIST,
  outbase: DIST,
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  sourcesContent: false,
  keepNames: false,
  chunkNames: 'shared-[hash]',
  plugins: [fileUrls],
  ignoreAnnotations: true,
  logLevel: 'warning',
})
