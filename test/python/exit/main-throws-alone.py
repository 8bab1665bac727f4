"""Case c without a thread that runs: exit code 1."""
import threading

thread = threading.Thread(target=lambda: print("thread done"))
thread.start()
thread.join()
raise Exception("main failed")
