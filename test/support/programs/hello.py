import time

print(time.strftime("%H:%M:%S"), end=": Main    : hello\n")
print("bye")
