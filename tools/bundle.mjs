/**
 * Joins the compiled files: every thread loads all of the library but logging from one file, made once per process from V8's
 * code cache (src/platform/built-code.ts, docs/decisions/0002-bundled-entries.md).
 *
 * dist/bundle/nogil.cjs has the code, and a small file for each entry point names what of it that exports. The package's
 * entry points, ES modules, are replaced in place by the same names. Every other compiled file stays, for tests of the inside.
 * `import.meta.url` keeps the value it has in the file that says it, so URLs between our files stay true.
 */
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')
const BUNDLE = join(DIST, 'bundle')
/** By the name of its file in dist/bundle: the package's entry point. */
const ENTRIES = {
  index: 'index',
  threading: 'threading/index',
  shared: 'shared/index',
  queue: 'queue/index',
  futures: 'futures/index',
  logging: 'logging/index',
}
/** Loaded by Node itself, before there is anything else. */
const LOADER = join(DIST, 'platform/built-code.js')
const LOADERS = { 'platform/built-code': LOADER, 'worker-entry': join(DIST, 'worker-entry.js') }

/** Where dist is, as a URL. */
const HEAD = `'use strict'; const __dist = require('node:url').pathToFileURL(require('node:path').dirname(__dirname) + '/').href;`

const fileUrls = {
  name: 'keep import.meta.url',
  transform(code, path) {
    if (!code.includes('import.meta.url')) return null
    const file = JSON.stringify(relative(DIST, path).replaceAll('\\', '/'))
    return { code: code.replaceAll('import.meta.url', `(__dist + ${file})`), map: null }
  },
}

/** One instance of the loader in each thread: the one that loads this code. */
const loaderOutside = {
  name: 'leave the loader outside',
  resolveId(source, importer) {
    if (importer === undefined || join(dirname(importer), source) !== LOADER) return null
    return {
      id: importer === LOADERS['worker-entry'] ? './platform/built-code.cjs' : '../platform/built-code.cjs',
      external: true,
    }
  },
}

/** What tells the code cache of one text from that of another: in the first line, which the build fills in last. */
const NO_KEY = `// ${'0'.repeat(16)}`

const common = {
  external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('#'),
  platform: 'node',
  treeshake: false,
  logLevel: 'warn',
}
const commonJs = { format: 'cjs', exports: 'named', sourcemap: true, minify: false, comments: false }

rmSync(BUNDLE, { recursive: true, force: true })
const inputs = Object.entries({ worker: 'worker', ...ENTRIES, logging: 'logging/built' })
const input = Object.fromEntries(inputs.map(([name, file]) => [name, join(DIST, `${file}.js`)]))
const code = await rolldown({ ...common, input, plugins: [loaderOutside, fileUrls] })
await code.write({
  ...commonJs,
  dir: BUNDLE,
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
  banner: `${NO_KEY}\n${HEAD}`,
  codeSplitting: { groups: [{ name: 'nogil', test: /dist\/(?!logging\/)/ }] },
})

for (const name of readdirSync(BUNDLE)) if (name.endsWith('.cjs')) finish(join(BUNDLE, name))

for (const [name, path] of Object.entries(LOADERS)) {
  const loader = await rolldown({ ...common, input: path, plugins: [loaderOutside] })
  await loader.write({
    ...commonJs,
    file: join(DIST, `${name}.cjs`),
    banner: `'use strict';`,
    codeSplitting: false,
  })
}

/** A single character outside of Latin-1 would make every thread keep the file with two bytes for each character. */
function finish(path) {
  const code = readFileSync(path, 'utf8').replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const key = createHash('sha256').update(code).digest('hex').slice(0, 16)
  writeFileSync(path, code.replace(NO_KEY, `// ${key}`))
}

const require = createRequire(import.meta.url)
const { loadBuilt } = require(join(DIST, 'platform/built-code.cjs'))
for (const [name, file] of Object.entries(ENTRIES))
  writeFileSync(join(DIST, `${file}.js`), passOn(name, '../'.repeat(file.split('/').length - 1) || './'))

/** An ES module of the same names: those that change are getters in the built code, and variables here. */
function passOn(name, up) {
  const { followChanges: _, ...all } = Object.getOwnPropertyDescriptors(loadBuilt(`${name}.cjs`))
  const names = Object.keys(all)
  const rest = names.filter((key) => all[key].get === undefined).join(', ')
  const changing = names.filter((key) => all[key].get !== undefined).join(', ')
  const lines = [
    `import code from '${up}platform/built-code.cjs'`,
    `const built = code.loadBuilt('${name}.cjs')`,
    `export const { ${rest} } = built`,
  ]
  if (changing !== '') {
    lines.push(`export let { ${changing} } = built`)
    lines.push(`built.followChanges(() => { ;({ ${changing} } = built) })`)
  }
  return `${lines.join('\n')}\n`
}
