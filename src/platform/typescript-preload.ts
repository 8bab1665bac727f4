/**
 * What `nogil run` gives to `node --import`. Workers inherit it, so plain `new Worker('./x.ts')` works as well.
 *
 * Where hooks run in a thread of their own (Node before 22.15), each later `import` of each module asks that thread:
 * 75 ms for this library's modules. So what the program is going to import of it is imported first, without hooks.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { hooksRunInThisThread } from './typescript-install.ts'
import { ownModule } from './typescript-modules.ts'
import { useTypeScript } from './typescript.ts'

const IMPORTED = /(?:\bfrom|\bimport|\bimport\s*\()\s*(['"])(nogil(?:\/[\w/-]+)?)\1/g

if (isMainThread && !hooksRunInThisThread()) await importEarly(process.argv[1] ?? '')
useTypeScript()

/** A library that cannot be loaded ends the program here: a second attempt would only say "not in cache". */
async function importEarly(program: string): Promise<void> {
  for (const name of importedBy(program)) {
    const path = located(name, program)
    if (path !== undefined) await import(pathToFileURL(path).href)
  }
}

function importedBy(program: string): Set<string> {
  try {
    return new Set([...readFileSync(program, 'utf8').matchAll(IMPORTED)].map((match) => String(match[2])))
  } catch {
    return new Set()
  }
}

/** In the program's own copy of the library if it has one, else in this; undefined when the name is in neither. */
function located(name: string, program: string): string | undefined {
  try {
    return createRequire(program).resolve(name)
  } catch {
    try {
      return ownModule(name)
    } catch {
      return undefined
    }
  }
}
