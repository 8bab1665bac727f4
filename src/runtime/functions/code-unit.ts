/**
 * A code unit: everything about a function that is the same for all closures made from one place in the program. It is
 * worked out once per place, put into the blob store once, and named by its number from then on.
 *
 * words of the blob, in the order of {@link CodeUnit}: plain values written by the value codec.
 */
import type { FunctionKind } from './text-shape.ts'

/**
 * How a free name gets its value in the other thread:
 * `value`: it travels; `state`: it travels, and belongs to the module ({@link CodeUnit.stateModule}), whose functions may change it; `import`: from the module, loaded there; `require`: likewise, CommonJS; `members`: an object with only
 * the `keys` that the text uses; `requirer`: a `require` that works from the same file.
 */
export type NameBinding =
  | { readonly how: 'value'; readonly name: string }
  | { readonly how: 'state'; readonly name: string; readonly changes: boolean }
  | { readonly how: 'members'; readonly name: string; readonly keys: readonly string[] }
  | { readonly how: 'import'; readonly name: string; readonly module: ModuleRef; readonly exported: string }
  | {
      readonly how: 'require'
      readonly name: string
      readonly module: ModuleRef
      readonly path: readonly string[]
      readonly interop: boolean
    }
  | { readonly how: 'requirer'; readonly name: string; readonly base: string }

export interface ModuleRef {
  /** The file that imports, as a URL. */
  readonly base: string
  readonly specifier: string
  readonly attributes: Readonly<Record<string, string>> | undefined
}

export interface CodeUnit {
  readonly kind: FunctionKind
  readonly name: string
  readonly text: string
  /** What stack traces show: a path for CommonJS, a URL for modules, as in the sender. */
  readonly file: string
  /** Position of the text's first character, from 0. */
  readonly line: number
  readonly column: number
  readonly strict: boolean
  readonly inObject: boolean
  readonly outerThis: boolean
  /** `import.meta` is used; this is the URL it speaks of. */
  readonly metaUrl: string | undefined
  readonly bindings: readonly NameBinding[]
  /** Classes: names that must have their values before the class is made. */
  readonly early: readonly string[]
  /** The module whose variables live on in the receiver, see `module-state.ts`; nothing of it is made read-only. */
  readonly stateModule: string | undefined
}

/** Bindings whose values travel with every closure, in the order of the wire. */
export function travels(binding: NameBinding): boolean {
  return binding.how === 'value' || binding.how === 'members' || binding.how === 'state'
}
