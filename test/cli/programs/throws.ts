interface Removed {
  readonly lines: 'of types'
}

class Guard {
  [Symbol.dispose](): void {}
}

function fail(value: Removed | undefined): never {
  using _ = new Guard()
  const shown: string = `template
over lines`; const at = (text: string): never => { throw new Error(text as string) }
  return at(shown.length > 0 ? 'line 12' : String(value))
}

try {
  fail(undefined)
} catch (error) {
  const frames = (error as Error).stack!.split('\n').slice(1, 4)
  console.log(frames.map((line) => /(\w+\.ts:\d+:\d+)/.exec(line)?.[1]).join(' '))
}
