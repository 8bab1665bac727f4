/**
 * Reporter for node:test that writes one line of JSON per finished test: `node --test-reporter=<this file>`. It is how
 * `npm run conformance` learns which tests ran and passed.
 */
import type { TestEvent } from 'node:test/reporters'

/** What is known of a test that has ended. */
export interface Outcome {
  readonly title: string
  readonly passed: boolean
}

// oxlint-disable-next-line import/no-default-export -- node:test asks for a reporter's default export
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { name: title, skip, todo } = event.data
    const ran = (skip === undefined || skip === false) && (todo === undefined || todo === false)
    const outcome: Outcome = { title, passed: event.type === 'test:pass' && ran }
    yield `${JSON.stringify(outcome)}\n`
  }
}
