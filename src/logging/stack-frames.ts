/** One stack, two ways to read it: V8's call sites, or the text of `error.stack`. */

export interface Frame {
  /** Name of the function, possibly `Class.method`; `constructor` for a constructor, empty when it has none. */
  readonly name: string
  /** URL or path of the file, empty for code of the engine. */
  readonly file: string
  readonly line: number
  /** The line of the stack that shows this frame; empty when read from call sites. */
  readonly text: string
}

/** To be used as `Error.prepareStackTrace`: the frames instead of the text. */
export function framesOfSites(_error: Error, sites: NodeJS.CallSite[]): Frame[] {
  return sites.map((site) => ({
    name: site.isConstructor() ? 'constructor' : (site.getFunctionName() ?? ''),
    file: site.getFileName() ?? '',
    line: site.getLineNumber() ?? 0,
    text: '',
  }))
}

/** The frames in the text of a stack; none when a tool has made something else of it. */
export function framesOfText(stack: unknown): Frame[] {
  if (typeof stack !== 'string') return []
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .map(parseFrame)
}

/** `    at async Class.method (file:line:column)` or `    at file:line:column`. */
function parseFrame(text: string): Frame {
  const match = /^ {4}at (?:(.*?) \()?(.*?):(\d+):\d+\)?$/.exec(text)
  const [, name = '', file = '', line = '0'] = match ?? []
  const bare = name.replace(/^async /, '').replace(/ \[as .*\]$/, '')
  return {
    name: bare.startsWith('new ') ? 'constructor' : bare === 'Object.<anonymous>' ? '' : bare,
    file: file.replace(/^async /, ''),
    line: Number(line),
    text,
  }
}
