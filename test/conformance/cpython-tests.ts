/**
 * The list of CPython's own tests of threads, one line per test method, with what became of it here: the machine-readable
 * side of docs/conformance.md. Names are those of CPython 3.13, and of 3.14 where it has more.
 *
 * A test here carries the name of the method it stands for: `'test_repr: the text of a free lock says so'`, several
 * before one colon when it stands for several. A class tells which test files to look in.
 */
import { futuresTests } from './cpython-futures-tests.ts'
import { lockTests } from './cpython-lock-tests.ts'
import { localTests, signalTests, threadTests } from './cpython-low-level-tests.ts'
import { queueTests } from './cpython-queue-tests.ts'
import { threadingTests } from './cpython-threading-tests.ts'

/** What became of a test method: `same` assertions; `adapted` ones, with the difference; or `absent`, with the reason. */
export type Fate =
  | { readonly status: 'same' }
  | { readonly status: 'adapted'; readonly how: string }
  | { readonly status: 'absent'; readonly why: Reason }

/** Why a test has no counterpart; docs/python-map.md explains each and names its tests. */
export type Reason =
  | 'fork'
  | 'C API'
  | 'subinterpreters'
  | 'start methods'
  | 'tracing'
  | 'stack size'
  | 'thread names of the system'
  | 'inner parts'
  | 'Python as a language'

export interface CPythonClass {
  readonly name: string
  /** Its tests are in the test files with one of these names, `x.test.ts` or `x-….suite.ts`. */
  readonly files: readonly string[]
  /** CPython runs the class over several types: here each of the files has a test for each method. */
  readonly inEach?: true
  /** Types that it runs on here, where one file has the tests of several: titles of a run name them. */
  readonly kinds?: readonly string[]
  readonly tests: Readonly<Record<string, Fate>>
}

export interface CPythonFile {
  /** Below Lib/test. */
  readonly name: string
  readonly classes: readonly CPythonClass[]
}

export const cpythonFiles: readonly CPythonFile[] = [
  lockTests,
  threadingTests,
  localTests,
  threadTests,
  signalTests,
  queueTests,
  ...futuresTests,
]
