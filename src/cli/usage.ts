/** What the command says about itself. */
import { readFileSync } from 'node:fs'

export const HELP = `Usage: nogil run [node options] program [arguments]
       nogil dump pid

Runs a TypeScript or JavaScript program (.ts .mts .cts .js .mjs .cjs) on this Node, in main and in all of its threads:
types are removed, enums, parameter properties and \`using\` work, and "nogil" is found without being installed.

Options of node stand before the program and are written as one word:
  nogil run --inspect program.ts
  nogil run --conditions=development program.ts first second

Prints all threads of a running program, whatever they do: names, stacks, locks held, what each waits for.
  nogil dump 4711

  nogil --version   the version of this package
  nogil --help      this text

The exit code and signals are the program's own; a wrong command line exits with 2.`

export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
