"""Case e: exit(7) in a thread ends that thread, through its finally blocks, and nothing else."""
import sys
import threading


def work():
    try:
        print("thread exits")
        sys.exit(7)
    finally:
        print("finally")


thread = threading.Thread(target=work)
thread.start()
thread.join()
print("joined")
