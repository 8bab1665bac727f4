/** What became of the tests of Lib/test/test_threading.py. */
import { absent, adapted, collected, ownText, same } from './cpython-fates.ts'
import type { CPythonFile } from './cpython-tests.ts'

const inExitHandler = adapted("in a handler of process.on('exit'), which runs when the threads have ended")
const fork = absent('fork')
const tracing = absent('tracing')

export const threadingTests: CPythonFile = {
  name: 'test_threading.py',
  classes: [
    {
      name: 'ThreadTests',
      files: ['thread', 'lock', 'deaths'],
      tests: {
        test_lazy_import: absent('Python as a language'),
        test_name: same,
        test_args_argument: same,
        test_lock_no_args: same,
        test_lock_no_subclass: absent('Python as a language'),
        test_lock_or_none: absent('Python as a language'),
        test_various_ops: same,
        test_various_ops_small_stack: absent('stack size'),
        test_various_ops_large_stack: absent('stack size'),
        test_ident_of_no_threading_threads: adapted(
          'foreign threads are workers that the library did not start',
        ),
        test_foreign_thread: adapted('foreign threads are workers that the library did not start'),
        test_PyThreadState_SetAsyncExc: absent('C API'),
        test_limbo_cleanup: adapted('the system refuses the worker: too many open files'),
        test_finalize_running_thread: absent('C API'),
        test_finalize_with_trace: tracing,
        test_join_nondaemon_on_shutdown: same,
        test_enumerate_after_join: same,
        test_join_from_multiple_threads: same,
        test_join_with_timeout: same,
        test_no_refcycle_through_target: collected,
        test_old_threading_api: adapted(
          'camelCase is the API; the getters and setters that are properties are absent',
        ),
        test_repr_daemon: ownText,
        test_daemon_param: same,
        test_dummy_thread_after_fork: fork,
        test_is_alive_after_fork: fork,
        test_main_thread: same,
        test_main_thread_after_fork: fork,
        test_main_thread_after_fork_from_nonmain_thread: fork,
        test_main_thread_after_fork_from_foreign_thread: fork,
        test_main_thread_after_fork_from_dummy_thread: fork,
        test_main_thread_during_shutdown: inExitHandler,
        test_finalization_shutdown: adapted("what takes long at a thread's end are its exit handlers"),
        test_repr_stopped: ownText,
        test_BoundedSemaphore_limit: same,
        test_frame_tstate_tracing: tracing,
        test_gettrace: tracing,
        test_gettrace_all_threads: tracing,
        test_getprofile: tracing,
        test_getprofile_all_threads: tracing,
        test_locals_at_exit: inExitHandler,
        test_boolean_target: adapted('no target is undefined or null; no function is falsy in JavaScript'),
        test_leak_without_join: same,
        test_import_from_another_thread: adapted('the first to import it is a worker'),
        test_start_new_thread_at_finalization: adapted('an exit handler may start threads, and join them'),
        test_join_daemon_thread_in_finalization: adapted(
          'a daemon still runs when exit handlers do: a join waits for it, as long as its timeout says',
        ),
        test_join_finished_daemon_thread_in_finalization: inExitHandler,
        test_acquire_daemon_thread_lock_in_finalization: adapted(
          'a daemon still runs when exit handlers do: its lock can be waited for, as long as the timeout says',
        ),
        test_start_new_thread_failed: adapted('the system refuses the worker: too many open files'),
        test_finalize_daemon_thread_hang: absent('C API'),
        test_native_id_after_fork: fork,
      },
    },
    {
      name: 'ThreadJoinOnShutdown',
      files: ['thread'],
      tests: {
        test_1_join_on_shutdown: same,
        test_2_join_in_forked_process: fork,
        test_3_join_in_forked_from_thread: fork,
        test_4_daemon_threads: same,
        test_thread_from_thread: same,
        test_reinit_tls_after_fork: fork,
        test_clear_threads_states_after_fork: fork,
      },
    },
    {
      name: 'SubinterpThreadingTests',
      files: ['thread'],
      tests: {
        test_threads_join: adapted('the interpreter is a thread that starts threads'),
        test_threads_join_2: adapted(
          "the interpreter is a program, the delay an exit handler of its thread's thread",
        ),
        test_threads_join_with_no_main: absent('subinterpreters'),
        test_daemon_threads_fatal_error: absent('subinterpreters'),
        test_threads_not_allowed: absent('subinterpreters'),
        test_daemon_threads_not_allowed: absent('subinterpreters'),
      },
    },
    {
      name: 'ThreadingExceptionTests',
      files: ['thread', 'lock'],
      tests: {
        test_start_thread_again: same,
        test_joining_current_thread: same,
        test_joining_inactive_thread: same,
        test_daemonize_active_thread: same,
        test_releasing_unacquired_lock: same,
        test_recursion_limit: adapted('a stack overflow is a RangeError'),
        test_print_exception: same,
        test_print_exception_stderr_is_none_1: absent('Python as a language'),
        test_print_exception_stderr_is_none_2: absent('Python as a language'),
        test_print_exception_gh_102056: absent('Python as a language'),
        test_bare_raise_in_brand_new_thread: absent('Python as a language'),
        test_multithread_modify_file_noerror: same,
        test_dummy_thread_on_interpreter_shutdown: absent('inner parts'),
      },
    },
    {
      name: 'ExceptHookTests',
      files: ['thread'],
      tests: {
        test_excepthook: same,
        test_excepthook_thread_None: adapted('thread is undefined'),
        test_system_exit: adapted('exit(), and process.exit() of Node'),
        test_custom_excepthook: same,
        test_custom_excepthook_fail: same,
        test_original_excepthook: same,
      },
    },
    { name: 'TimerTests', files: ['timer'], tests: { test_init_immutable_default_args: same } },
    { name: 'CRLockTests', files: ['rlock'], tests: { test_signature: same } },
    {
      name: 'ConditionAsRLockTests',
      files: ['condition'],
      tests: { test_recursion_count: absent('inner parts') },
    },
    {
      name: 'MiscTestCase',
      files: ['thread'],
      tests: {
        test__all__: same,
        test_set_name: absent('thread names of the system'),
        test_change_name: adapted("the name is the Thread's; the system's is not changed"),
      },
    },
    {
      name: 'InterruptMainTests',
      files: ['thread', 'signals', 'interrupt-main'],
      tests: {
        test_interrupt_main_subthread: same,
        test_interrupt_main_mainthread: adapted('as if the signal came: main is not in a wait'),
        test_interrupt_main_with_signal_handler: same,
        test_interrupt_main_noerror: adapted('a listener that does nothing, for SIG_IGN'),
        test_interrupt_main_invalid_signal: same,
        test_can_interrupt_tight_loops: same,
      },
    },
    {
      name: 'AtexitTests',
      files: ['thread'],
      tests: {
        test_atexit_output: inExitHandler,
        test_atexit_called_once: inExitHandler,
        test_atexit_after_shutdown: adapted(
          "Node does not run what an exit handler adds to process.on('exit')",
        ),
      },
    },
  ],
}
