/** The core with its futures, for raw workers. */
import { loadCore } from './shared-words.ts'
import type { Core } from './shared-words.ts'

const BUILT = new URL('../../../dist/core/', import.meta.url)

export interface FutureCore extends Core {
  readonly words: typeof import('../../dist/core/futures-layout.js')
  readonly future: typeof import('../../dist/core/future.js')
}

export async function loadFutureCore(): Promise<FutureCore> {
  const [words, future] = await Promise.all(
    ['futures-layout', 'future'].map((file) => import(new URL(`${file}.js`, BUILT).href) as Promise<unknown>),
  )
  return { ...(await loadCore()), words, future } as FutureCore
}
