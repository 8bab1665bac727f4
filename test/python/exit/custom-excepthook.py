"""Case u: a hook set in main hears of errors in threads, also of those that ran before it was set."""
import threading

hook_is_set = threading.Lock()
hook_is_set.acquire()


def early():
    hook_is_set.acquire()
    raise ValueError("early")


def late():
    raise TypeError("late")


def hook(args):
    print("hook:", args.thread.name, args.exc_value)


first = threading.Thread(target=early, name="First")
first.start()
threading.excepthook = hook
hook_is_set.release()
first.join()
second = threading.Thread(target=late, name="Second")
second.start()
second.join()
threading.excepthook = threading.__excepthook__
third = threading.Thread(target=late, name="Third")
third.start()
