/** `for (const item of queue)` and `for await`: gets items until the queue is shut down and empty. */
import { ShutDown } from '../errors.ts'

interface Source<T> {
  get(): T
  getAsync(): Promise<T>
}

/** @yields the items, blocking the thread while there is none. */
export function* itemsOf<T>(queue: Source<T>): Generator<T, void, undefined> {
  for (;;) {
    let item: T
    try {
      item = queue.get()
    } catch (error) {
      if (error instanceof ShutDown) return
      throw error
    }
    yield item
  }
}

/** @yields the items, awaiting each. */
export async function* itemsOfAsync<T>(queue: Source<T>): AsyncGenerator<T, void, undefined> {
  for (;;) {
    let item: T
    try {
      item = await queue.getAsync()
    } catch (error) {
      if (error instanceof ShutDown) return
      throw error
    }
    yield item
  }
}
