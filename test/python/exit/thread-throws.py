"""Case f: an error in a thread is reported on stderr; join() returns as ever, the exit code stays 0."""
import threading


def work():
    raise Exception("boom")


thread = threading.Thread(target=work, name="Worker")
thread.start()
thread.join()
print("joined")
second = threading.Thread(target=work)
second.start()
