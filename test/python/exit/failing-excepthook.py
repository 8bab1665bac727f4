"""Case u: a hook that fails is reported with its own heading; the thread ends as ever, the exit code stays 0."""
import threading


def work():
    raise Exception("boom")


def hook(args):
    raise Exception("the hook failed")


threading.excepthook = hook
thread = threading.Thread(target=work, name="Worker")
thread.start()
thread.join()
print("joined")
