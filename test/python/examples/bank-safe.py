"""Twin of examples/bank-safe.ts. One write per line: print() writes text and line end apart."""
import concurrent.futures
import sys
import threading
import time


def say(line):
    sys.stdout.write(line + "\n")


class BankAccount:
    def __init__(self):
        self.balance = 1000
        self.lock = threading.Lock()

    def withdraw(self, amount):
        with self.lock:
            if self.balance < amount:
                say(f"No {amount} left")
                return
            new_balance = self.balance - amount
            time.sleep(0.1)
            self.balance = new_balance
            say(f"Withdrew {amount}")


account = BankAccount()
with concurrent.futures.ThreadPoolExecutor(max_workers=2) as executor:
    executor.submit(account.withdraw, 500)
    executor.submit(account.withdraw, 700)
say(f"Final balance: {account.balance}")
