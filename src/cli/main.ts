#!/usr/bin/env node
/**
 * The `nogil` command. Each command is a file of its own, loaded when it is asked for: a program waits for this one.
 *
 * Exit code 2 for a wrong command line, as Python and most Unix tools do; otherwise the command's own.
 */
import { HELP, version } from './usage.ts'

const [command, ...rest] = process.argv.slice(2)

if (command === 'run') {
  const { run } = await import('./run.ts')
  await run(rest)
} else if (command === 'dump') {
  const { dump } = await import('./dump.ts')
  await dump(rest)
} else if (command === '--version' || command === '-v') {
  console.log(version())
} else if (command === '--help' || command === '-h' || command === 'help') {
  console.log(HELP)
} else if (command === undefined) {
  console.error(HELP)
  process.exitCode = 2
} else {
  console.error(`nogil: expected a command, got "${command}"; try "nogil run ${command}" or "nogil --help"`)
  process.exitCode = 2
}
