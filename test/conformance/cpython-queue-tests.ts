/** What became of the tests of Lib/test/test_queue.py. */
import { absent, adapted, collected, same } from './cpython-fates.ts'
import type { CPythonFile } from './cpython-tests.ts'

const KINDS = ['Queue', 'LifoQueue', 'PriorityQueue']

export const queueTests: CPythonFile = {
  name: 'test_queue.py',
  classes: [
    {
      name: 'BaseQueueTestMixin',
      files: ['queue'],
      kinds: KINDS,
      tests: {
        test_queue_task_done: same,
        test_queue_join: same,
        test_basic: same,
        test_negative_timeout_raises_exception: same,
        test_nowait: same,
        test_shrinking_queue: same,
        test_shutdown_empty: same,
        test_shutdown_nonempty: same,
        test_shutdown_immediate: same,
        test_shutdown_allowed_transitions: same,
        test_shutdown_all_methods_in_one_thread: same,
        test_shutdown_immediate_all_methods_in_one_thread: same,
        test_shutdown_all_methods_in_many_threads: same,
        test_shutdown_immediate_all_methods_in_many_threads: same,
        test_shutdown_get: same,
        test_shutdown_immediate_get: same,
        test_shutdown_put: same,
        test_shutdown_immediate_put: same,
        test_shutdown_join: same,
        test_shutdown_immediate_join: same,
        test_shutdown_put_join: same,
        test_shutdown_immediate_put_join: same,
        test_shutdown_get_task_done_join: same,
        test_shutdown_pending_get: same,
      },
    },
    {
      name: 'FailingQueueTest',
      files: ['queue'],
      kinds: KINDS,
      tests: {
        test_failing_queue: adapted('there are no hooks: what fails is the crossing of an item'),
      },
    },
    {
      name: 'BaseSimpleQueueTest',
      files: ['simple-queue'],
      tests: {
        test_basic: same,
        test_negative_timeout_raises_exception: same,
        test_order: same,
        test_many_threads: same,
        test_many_threads_nonblock: same,
        test_many_threads_timeout: same,
        test_references: collected,
      },
    },
    {
      name: 'CSimpleQueueTest',
      files: ['simple-queue'],
      tests: {
        test_is_default: absent('Python as a language'),
        test_reentrancy: adapted('a put inside a put comes from a getter of the item'),
      },
    },
  ],
}
