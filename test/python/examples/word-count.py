"""Twin of examples/word-count.ts."""
from collections import Counter
from threading import Lock, Thread

TEXT = """
  the quick brown fox jumps over the lazy dog
  the dog barks and the fox runs
  a fox is quick and a dog is loud
  the end of the fox and the dog
"""

counts = Counter()
lock = Lock()


def count_words(line):
    for word in line.split():
        with lock:
            counts[word] += 1


threads = [Thread(target=count_words, args=(line,)) for line in TEXT.strip().split("\n")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

words = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
for word, count in words[:5]:
    print(f"{word}: {count}")
print(f"{len(counts)} different words")
