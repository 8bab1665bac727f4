"""Twin of examples/bank-barrier.ts."""
import sys
import threading
import time


def say(line):
    sys.stdout.write(line + "\n")


opening = threading.Barrier(3)


def teller(name, minutes):
    say(f"{name} prepares")
    time.sleep(minutes * 0.02)
    say(f"{name} is ready")
    opening.wait()
    say(f"{name} serves")


threads = [threading.Thread(target=teller, args=(f"Teller {n}", minutes)) for n, minutes in enumerate((5, 10, 15))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
say("The bank has opened")
