/** What has to be done at the end of every thread of this carrier, while it is still that thread. */
const hooks: (() => void)[] = []

/** `hook` must not throw and must not wait for long. */
export function onThreadEnd(hook: () => void): void {
  hooks.push(hook)
}

export function runThreadEndHooks(): void {
  for (const hook of hooks) hook()
}
