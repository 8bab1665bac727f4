/** What became of the tests of Lib/test/test_threading_local.py, test_thread.py (`_thread`) and test_threadsignals.py. */
import { absent, adapted, collected, same } from './cpython-fates.ts'
import type { CPythonFile } from './cpython-tests.ts'

export const localTests: CPythonFile = {
  name: 'test_threading_local.py',
  classes: [
    {
      name: 'BaseLocalTest',
      files: ['local'],
      tests: {
        test_local_refs: collected,
        test_derived: adapted('its constructor runs again in each thread'),
        test_derived_cycle_dealloc: absent('C API'),
        test_arguments: adapted('a subclass gives its arguments on to super()'),
        test_threading_local: same,
        test_threading_local_subclass: same,
        test_dict_attribute: adapted('what there is of this thread is listed as of any object'),
        test_dict_attribute_subclass: adapted('what there is of this thread is listed as of any object'),
        test_cycle_collection: collected,
        test_threading_local_clear_race: absent('C API'),
        test_error: absent('Python as a language'),
      },
    },
  ],
}

export const threadTests: CPythonFile = {
  name: 'test_thread.py',
  classes: [
    {
      name: 'ThreadRunningTests',
      files: ['thread'],
      tests: {
        test_starting_threads: same,
        test_stack_size: absent('stack size'),
        test_nt_and_posix_stack_size: absent('stack size'),
        test__count: adapted('by activeCount()'),
        test_unraisable_exception: adapted('the excepthook reports it, as of every thread'),
        test_join_thread: same,
        test_join_thread_already_exited: same,
        test_join_several_times: same,
        test_joinable_not_joined: same,
        test_join_from_self: same,
        test_join_then_self_join: same,
        test_join_with_timeout: same,
        test_join_unstarted: same,
        test_set_done_unstarted: absent('inner parts'),
        test_start_duplicate_handle: adapted('the handle is the Thread'),
        test_start_with_none_handle: absent('inner parts'),
      },
    },
    { name: 'BarrierTest', files: ['thread'], tests: { test_barrier: same } },
    { name: 'TestForkInThread', files: ['thread'], tests: { test_forkinthread: absent('fork') } },
  ],
}

const interrupted = adapted("the handler is a listener; what it throws comes out of main's wait")

export const signalTests: CPythonFile = {
  name: 'test_threadsignals.py',
  classes: [
    {
      name: 'ThreadSignals',
      files: ['thread'],
      tests: {
        test_signals: adapted('the handler is a listener of process.on() in main'),
        test_lock_acquire_interruption: interrupted,
        test_rlock_acquire_interruption: interrupted,
        test_lock_acquire_retries_on_intr: same,
        test_rlock_acquire_retries_on_intr: same,
        test_interrupted_timed_acquire: same,
      },
    },
  ],
}
