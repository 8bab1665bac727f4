"""Twin of examples/bank-rlock.ts. One write per line: print() writes text and line end apart."""
import sys
import threading
import time


def say(line):
    sys.stdout.write(line + "\n")


class Account:
    def __init__(self):
        self.balance = 0
        self.lock = threading.RLock()

    def deposit(self, amount):
        name = threading.current_thread().name
        say(f"{name} waits to deposit")
        with self.lock:
            say(f"{name} holds the lock")
            time.sleep(0.1)
            self.update(amount)

    def update(self, amount):
        with self.lock:
            say(f"{threading.current_thread().name} holds the lock twice")
            self.balance += amount


account = Account()
threads = [threading.Thread(target=account.deposit, args=(100,), name=f"Worker_{n}") for n in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
say(f"Final balance: {account.balance}")
