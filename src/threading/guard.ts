/** What `hold()` gives: an undo that happens once, however often it is disposed of. */
export function guard(undo: () => void): Disposable {
  let done = false
  return {
    [Symbol.dispose]: () => {
      if (done) return
      done = true
      undo()
    },
  }
}
