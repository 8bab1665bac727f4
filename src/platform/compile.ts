/** Turning text into functions: `vm.compileFunction` with the user's file and position, so that stacks and `import()` are true. */
import vm from 'node:vm'

export interface Placement {
  /** File path or URL that stack traces show and that relative `import()` starts from. */
  readonly file: string
  /** Position of the first character of the code, both from 0; the column may be negative (text put in front of it). */
  readonly line: number
  readonly column: number
}

type Loader = NonNullable<vm.CompileFunctionOptions['importModuleDynamically']>

/** Lets compiled code use `import()` as if it stood in a file of the program. */
function loader(): Loader | undefined {
  return (vm.constants as { USE_MAIN_CONTEXT_DEFAULT_LOADER?: Loader } | undefined)
    ?.USE_MAIN_CONTEXT_DEFAULT_LOADER
}

let quiet = false

/** Node 20-24 warn once about the loader option above: the program did not ask for it, so it need not hear of it. */
function silenceLoaderWarning(): void {
  quiet = true
  const original = process.emitWarning
  const filtered = (warning: string | Error, ...rest: unknown[]): void => {
    const text = typeof warning === 'string' ? warning : warning.message
    if (!text.includes('USE_MAIN_CONTEXT_DEFAULT_LOADER'))
      Reflect.apply(original, process, [warning, ...rest])
  }
  process.emitWarning = filtered as typeof process.emitWarning
}

/** Compiles `code` as the body of a function; nothing of it runs yet. @throws SyntaxError */
export function compileBody(code: string, parameters: readonly string[] = [], at?: Placement): Function {
  if (at === undefined) return vm.compileFunction(code, parameters)
  if (!quiet) silenceLoaderWarning()
  const importModuleDynamically = loader()
  return vm.compileFunction(code, parameters, {
    filename: at.file,
    lineOffset: at.line,
    columnOffset: at.column,
    ...(importModuleDynamically === undefined ? {} : { importModuleDynamically }),
  })
}
