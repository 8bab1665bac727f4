/** What became of the tests of Lib/test/test_concurrent_futures, but for those of pools of processes and interpreters. */
import { absent, adapted, collected, ownText, same } from './cpython-fates.ts'
import type { CPythonFile } from './cpython-tests.ts'

const FILES = ['futures']
const inThreads = adapted('the processes are threads')
const diesAlone = adapted('the task alone fails, and another worker takes the place of the one that died')
const ofModule = adapted(
  'code that runs when a task is decoded is that of a module it imports; the task alone fails',
)
const recycled = adapted('the processes that end after one task are threads whose task ends them')

export const futuresTests: readonly CPythonFile[] = [
  {
    name: 'test_concurrent_futures/executor.py',
    classes: [
      {
        name: 'ExecutorTest',
        files: FILES,
        tests: {
          test_submit: same,
          test_submit_keyword: adapted('an options object is an argument like any other'),
          test_map: same,
          test_map_exception: adapted('the iteration is at its end after an error, as in Python 3.14'),
          test_map_timeout_from_callable: adapted(
            'a TimeoutError of a task ends the iteration like any other error',
          ),
          test_map_timeout: same,
          test_map_close: same,
          test_map_buffersize_type_validation: same,
          test_map_buffersize_value_validation: same,
          test_map_buffersize: same,
          test_map_buffersize_on_multiple_iterables: same,
          test_map_buffersize_on_infinite_iterable: same,
          test_map_buffersize_on_multiple_infinite_iterables: same,
          test_map_buffersize_on_empty_iterable: same,
          test_map_buffersize_without_iterable: same,
          test_map_buffersize_when_buffer_is_full: same,
          test_shutdown_race_issue12456: same,
          test_no_stale_references: collected,
          test_max_workers_negative: same,
          test_free_reference: collected,
          test_swallows_falsey_exceptions: adapted(
            'falsy are 0, undefined, null and the empty text, which can be thrown',
          ),
        },
      },
    ],
  },
  {
    name: 'test_concurrent_futures/test_thread_pool.py',
    classes: [
      {
        name: 'ThreadPoolExecutorTest',
        files: FILES,
        tests: {
          test_map_submits_without_iteration: same,
          test_default_workers: adapted('so many tasks run at once'),
          test_saturation: same,
          test_idle_thread_reuse: same,
          test_hang_global_shutdown_lock: absent('fork'),
          test_process_fork_from_a_threadpool: absent('fork'),
          test_executor_map_current_future_cancel: same,
        },
      },
    ],
  },
  {
    name: 'test_concurrent_futures/test_as_completed.py',
    classes: [
      {
        name: 'AsCompletedTests',
        files: FILES,
        tests: {
          test_no_timeout: same,
          test_future_times_out: same,
          test_duplicate_futures: same,
          test_free_reference_yielded_future: collected,
          test_correct_timeout_exception_msg: same,
        },
      },
    ],
  },
  {
    name: 'test_concurrent_futures/test_wait.py',
    classes: [
      {
        name: 'WaitTests',
        files: FILES,
        tests: {
          test_20369: same,
          test_first_completed: same,
          test_first_completed_some_already_completed: same,
          test_first_exception: same,
          test_first_exception_some_already_complete: same,
          test_first_exception_one_already_failed: same,
          test_all_completed: same,
          test_timeout: same,
        },
      },
      { name: 'ThreadPoolWaitTests', files: FILES, tests: { test_pending_calls_race: same } },
    ],
  },
  {
    name: 'test_concurrent_futures/test_future.py',
    classes: [
      {
        name: 'FutureTests',
        files: FILES,
        tests: {
          test_done_callback_with_result: same,
          test_done_callback_with_exception: same,
          test_done_callback_with_cancel: same,
          test_done_callback_raises: same,
          test_done_callback_already_successful: same,
          test_done_callback_already_failed: same,
          test_done_callback_already_cancelled: same,
          test_done_callback_raises_already_succeeded: same,
          test_repr: ownText,
          test_cancel: same,
          test_cancelled: same,
          test_done: same,
          test_running: same,
          test_result_with_timeout: same,
          test_result_with_success: same,
          test_result_with_cancel: same,
          test_exception_with_timeout: same,
          test_exception_with_success: same,
          test_multiple_set_result: same,
          test_multiple_set_exception: same,
        },
      },
    ],
  },
  {
    name: 'test_concurrent_futures/test_init.py',
    classes: [
      { name: 'InitializerMixin', files: FILES, tests: { test_initializer: same } },
      { name: 'FailingInitializerMixin', files: ['futures-endings'], tests: { test_initializer: same } },
      {
        name: 'FailingInitializerResourcesTest',
        files: FILES,
        tests: { test_spawn: absent('start methods'), test_forkserver: absent('start methods') },
      },
    ],
  },
  {
    name: 'test_concurrent_futures/test_shutdown.py',
    classes: [
      {
        name: 'ExecutorShutdownTest',
        files: FILES,
        tests: {
          test_run_after_shutdown: same,
          test_interpreter_shutdown: same,
          test_submit_after_interpreter_shutdown: adapted("the exit handler is one of Node's"),
          test_hang_issue12364: same,
          test_cancel_futures: same,
          test_hang_gh83386: same,
          test_hang_gh94440: same,
        },
      },
      {
        name: 'ThreadPoolShutdownTest',
        files: FILES,
        tests: {
          test_threads_terminate: same,
          test_context_manager_shutdown: same,
          test_del_shutdown: adapted('its queued work is done; its threads end with the program'),
          test_shutdown_no_wait: same,
          test_thread_names_assigned: same,
          test_thread_names_default: same,
          test_cancel_futures_wait_false: same,
        },
      },
      {
        name: 'ProcessPoolShutdownTest',
        files: FILES,
        tests: {
          test_processes_terminate: inThreads,
          test_context_manager_shutdown: inThreads,
          test_del_shutdown: inThreads,
          test_shutdown_no_wait: inThreads,
          test_shutdown_gh_132969_case_1: recycled,
          test_shutdown_gh_132969_case_2: recycled,
        },
      },
    ],
  },
  {
    name: 'test_concurrent_futures/test_deadlock.py',
    classes: [
      {
        name: 'ExecutorDeadlockTest',
        files: FILES,
        tests: {
          test_error_at_task_pickle: adapted('submit() itself refuses it'),
          test_exit_at_task_unpickle: ofModule,
          test_error_at_task_unpickle: ofModule,
          test_crash_at_task_unpickle: ofModule,
          test_crash_during_func_exec_on_worker: diesAlone,
          test_exit_during_func_exec_on_worker: same,
          test_error_during_func_exec_on_worker: same,
          test_crash_during_result_pickle_on_worker: diesAlone,
          test_exit_during_result_pickle_on_worker: same,
          test_error_during_result_pickle_on_worker: same,
          test_error_during_result_unpickle_in_result_handler: adapted(
            'the asker decodes: it gets the error, and the pool goes on',
          ),
          test_exit_during_result_unpickle_in_result_handler: adapted(
            'the asker decodes: its thread ends, and the pool goes on',
          ),
          test_shutdown_deadlock: diesAlone,
          test_shutdown_deadlock_pickle: adapted('submit() itself refuses the task'),
          test_crash_big_data: diesAlone,
          test_gh105829_should_not_deadlock_if_wakeup_pipe_full: absent('inner parts'),
        },
      },
    ],
  },
]
