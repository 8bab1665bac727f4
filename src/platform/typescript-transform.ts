/**
 * TypeScript to the JavaScript that this Node runs: types removed; enums, parameter properties, namespaces and
 * `import x = require()` translated; `using` translated where this Node lacks it.
 *
 * The work is done by oxc: 8 ms to load and 0.1–1 ms a file, 7–10 times cheaper than esbuild, swc or amaro, and
 * synchronous in the calling thread (`docs/decisions/0001-typescript.md`).
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as SourcemapCodec from '@jridgewell/sourcemap-codec'
import type { transformSync, TransformResult } from 'oxc-transform'
import { withoutComments } from './typescript-lexer.ts'
import { layOut } from './typescript-layout.ts'

type Format = 'module' | 'commonjs'

const require = createRequire(import.meta.url)

/** oxc names its helpers by package; the user's file could not find them there, so they become addresses. */
const HELPER = /(\bfrom |\brequire\()"(@oxc-project\/runtime\/helpers\/\w+)"/g

/**
 * @param path - The file `text` came from: named in errors and in the source map.
 * @throws SyntaxError that shows the place in the file.
 */
export function transformTypeScript(text: string, path: string, format: Format): string {
  const oxc = require('oxc-transform') as { readonly transformSync: typeof transformSync }
  const result = oxc.transformSync(path, text, {
    lang: 'ts',
    sourceType: format,
    target: `node${process.versions.node}`,
    decorator: { legacy: true, emitDecoratorMetadata: compilerOption(path, 'emitDecoratorMetadata') },
    sourcemap: true,
  })
  const error = result.errors.find(({ severity }) => severity === 'Error')
  if (error !== undefined) {
    throw inUsersFile(`${error.message}\n${error.codeframe ?? path}`)
  }
  const decorated = Object.keys(result.helpersUsed).some((name) => name.startsWith('decorate'))
  if (decorated && !compilerOption(path, 'experimentalDecorators')) {
    throw inUsersFile(
      `Expected no standard decorators in ${path}: Node has none and they are not translated. ` +
        'Set "experimentalDecorators": true in its tsconfig.json, or compile it with tsc and run the result',
    )
  }
  return withHelpers(inUsersLayout(oxc.transformSync, result, format), format)
}

/** Our own frames say nothing about the user's file, which the message shows. */
function inUsersFile(message: string): SyntaxError {
  const error = new SyntaxError(message)
  error.stack = `SyntaxError: ${message}`
  return error
}

function withHelpers(code: string, format: Format): string {
  return code.replace(HELPER, (_, before: string, name: string) => {
    const path = require.resolve(name)
    return before + JSON.stringify(format === 'module' ? pathToFileURL(path).href : path)
  })
}

/** The code at the user's lines and columns; oxc's own layout with a source map if that should change its meaning. */
function inUsersLayout(transform: typeof transformSync, result: TransformResult, sourceType: Format): string {
  const { code, map } = result
  if (map === undefined) return code
  // loaded here, not above: most threads translate nothing, and finding a package takes a cold thread 2 ms
  const { decode } = require('@jridgewell/sourcemap-codec') as typeof SourcemapCodec
  const placed = layOut(code, decode(map.mappings))
  // Printed again, both must be the same; without comments, which oxc drops or keeps by where they stand.
  const printed = (text: string): string =>
    transform('placed.js', withoutComments(text), { lang: 'js', sourceType }).code
  if (printed(placed) === printed(code)) return placed
  const base64 = Buffer.from(JSON.stringify(map)).toString('base64')
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${base64}`
}

/** Whether the nearest tsconfig.json sets a boolean option; `extends` is not followed. */
function compilerOption(path: string, name: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, 'tsconfig.json')
    if (existsSync(file))
      return new RegExp(`^[^/\n]*"${name}"\\s*:\\s*true`, 'm').test(readFileSync(file, 'utf8'))
    if (folder === dirname(folder)) return false
  }
}
