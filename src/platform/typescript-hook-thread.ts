/** The same hooks for Node before 22.15, where `module.register` runs them in a thread of their own, asynchronously. */
import { pathToFileURL } from 'node:url'
import { isNotFound, isTypeScript, loadTypeScript, ownModule, sourceSpecifier } from './typescript-modules.ts'

type Next<Result> = (name: string, context: unknown) => Promise<Result>

export async function resolve(specifier: string, context: unknown, next: Next<unknown>): Promise<unknown> {
  try {
    return await next(specifier, context)
  } catch (error) {
    if (!isNotFound(error)) throw error
    const own = ownModule(specifier)
    if (own !== undefined) return { url: pathToFileURL(own).href, shortCircuit: true }
    const source = sourceSpecifier(specifier)
    if (source === undefined) throw error
    return await next(source, context).catch(() => {
      throw error
    })
  }
}

export async function load(url: string, context: unknown, next: Next<unknown>): Promise<unknown> {
  if (!isTypeScript(url)) return next(url, context)
  const { format, source } = loadTypeScript(url)
  // Source is left to require.extensions for CommonJS: given here, its own require() calls would lose them.
  return { format, source: format === 'commonjs' ? null : source, shortCircuit: true }
}
