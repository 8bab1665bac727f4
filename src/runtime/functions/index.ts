/** Functions crossing between threads: what the rest of `runtime/` uses. */
import { registerFunctionCodec } from '../codec/index.ts'
import { forgetDescriptions } from './describe.ts'
import { readInstance, writeInstance } from './instances.ts'
import { forgetKnown, knownAs } from './known.ts'
import { awaitModule } from './module-loader.ts'
import { denyModule } from './module-refs.ts'
import { readFunction } from './read-function.ts'
import { forgetStability } from './stability.ts'
import { wellKnown, readWellKnown } from './well-known-codec.ts'
import { writeFunction } from './write-function.ts'
import { forgetParts } from './write-part.ts'

export { entryPath, setEntryPath } from '../../platform/modules.ts'
export type { BlobStore } from './blob-store.ts'
export { useBlobStore } from './blob-store.ts'
export { giveScope, standsAlone } from './given-scope.ts'
export { explainWrite } from './explain-write.ts'
export { foreignClass } from './instances.ts'
export { ImportFailed } from './module-loader.ts'
export { sealCaptured } from './read-only.ts'
export { receive } from './receive.ts'

/** Teaches the value codec functions, classes and instances; to be called once in every thread. */
export function installFunctionCodec(): void {
  registerFunctionCodec({
    isKnown: (f) => knownAs(f) !== undefined,
    writeFunction,
    readFunction,
    writeInstance,
    readInstance,
    awaitModule,
    wellKnown,
    readWellKnown,
  })
}

/**
 * In the sender: the module that {@link ImportFailed} names must not be imported by threads; what needs it is captured by source
 * from now on. @returns false when that was known before, so that sending again would fail again
 */
export function deny(key: string): boolean {
  if (!denyModule(key)) return false
  forgetDescriptions()
  forgetStability()
  forgetParts()
  forgetKnown()
  return true
}

/** How a function is called at the start of a path in an error: push it to `encoder.path` before writing the function. */
export function nameFunction(f: Function): string {
  return `function ${f.name === '' ? '(anonymous)' : f.name}`
}
