/** Sends a signal to a program from the moment it says a word, again and again until it ends. */
import type { Ran, RunOptions } from './child.ts'
import { runTypeScript } from './recorded-twin.ts'

/** Main says `ready` just before it blocks: one signal might come before, and would be another case. */
const AGAIN_MS = 100

/**
 * @param path - of the program in the repository, and its arguments.
 * @param times - signals to send; `Infinity` until the program ends.
 * @param options.word - what the program says when it is to be signalled. Default `ready`.
 */
export async function signalled(
  [path, ...args]: readonly [string, ...string[]],
  signal: NodeJS.Signals,
  times: number,
  { word = 'ready', ...options }: RunOptions & { readonly word?: string } = {},
): Promise<Ran> {
  let timer: NodeJS.Timeout | undefined
  let left = times
  const onStdout = (text: string, kill: (signal: NodeJS.Signals) => void): void => {
    if (timer !== undefined || !text.includes(word)) return
    const send = (): void => {
      if (left-- > 0) kill(signal)
    }
    send()
    timer = setInterval(send, AGAIN_MS)
  }
  try {
    return await runTypeScript(path, { ...options, args, onStdout })
  } finally {
    clearInterval(timer)
  }
}
