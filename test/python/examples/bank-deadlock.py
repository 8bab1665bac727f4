"""Twin of examples/bank-deadlock.ts."""
import sys
import threading


def say(line):
    sys.stdout.write(line + "\n")


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


both_hold_one = threading.Barrier(2)


def transfer(source, target, amount):
    name = threading.current_thread().name
    with source.lock:
        say(f"{name} holds its own account")
        both_hold_one.wait()
        with target.lock:
            source.balance -= amount
            target.balance += amount
            say(f"{name} has transferred {amount}")


a = Account(1000)
b = Account(1000)
threads = [
    threading.Thread(target=transfer, args=(a, b, 100), name="A to B"),
    threading.Thread(target=transfer, args=(b, a, 100), name="B to A"),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
say(f"Total: {a.balance + b.balance}")
