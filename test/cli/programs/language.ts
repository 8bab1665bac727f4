// What Node 20 cannot run of TypeScript, in one program: each line of output proves one feature.
import { readFileSync, type PathLike } from 'node:fs'
import { twice } from './lib/twice.js'
import { named } from './lib/types-only-are-dropped.ts'
import common from './lib/common.cjs'

enum Color {
  Red,
  Green = 'green',
}
namespace Space {
  export const inside = 'namespace'
}
class Guard {
  constructor(
    private readonly name: string,
    readonly log: string[] = [],
  ) {}
  [Symbol.dispose](): void {
    console.log(`disposed ${this.name}`)
  }
}
class AsyncGuard {
  async [Symbol.asyncDispose](): Promise<void> {
    console.log('disposed async')
  }
}

function scope(): number {
  using first = new Guard('first')
  using second = new Guard('second')
  console.log(first.log.length, second.log.length)
  return 1
}

console.log(Color.Red, Color.Green, Color[0], Space.inside, common)
console.log(twice(21), named satisfies string, readFileSync.length > 0, undefined as PathLike | undefined)
scope()
{
  await using _ = new AsyncGuard()
}
console.log(import.meta.url.endsWith('/language.ts'))
