"""Twin of examples/bank-semaphore.ts."""
import sys
import threading
import time


def say(line):
    sys.stdout.write(line + "\n")


tellers = threading.Semaphore(0)


def serve(customer):
    say(f"{customer} waits for a teller")
    with tellers:
        say(f"{customer} is being served")
        time.sleep(0.1)
        say(f"{customer} is done")


threads = [threading.Thread(target=serve, args=(f"Customer {n}",)) for n in range(5)]
for thread in threads:
    thread.start()
say("Two tellers open")
tellers.release(2)
for thread in threads:
    thread.join()
say("All customers have been served")
