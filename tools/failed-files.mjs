/**
 * A reporter of Node's test runner.
 * @yields one line `file<tab>name of the test` for each test that failed
 */
// oxlint-disable-next-line import/no-default-export -- node:test asks for a reporter's default export
export default async function* failedFiles(events) {
  for await (const { type, data } of events) {
    // a test fails with each of its parts: the innermost one has the claim that is false
    if (type !== 'test:fail' || data.details?.error?.failureType === 'subtestsFailed') continue
    yield `${data.file ?? data.name}\t${data.name}\n`
  }
}
