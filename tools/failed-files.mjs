/** A reporter of Node's test runner: one line `file<tab>name of the test` for each test that failed. */
export default async function* failedFiles(events) {
  for await (const { type, data } of events) {
    // a test fails with each of its parts: the innermost one has the claim that is false
    if (type !== 'test:fail' || data.details?.error?.failureType === 'subtestsFailed') continue
    yield `${data.file ?? data.name}\t${data.name}\n`
  }
}
