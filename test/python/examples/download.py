"""Work that waits: pages of a server, downloaded one after another, by threads, by a pool, and with await."""
import asyncio
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

WORKERS = 5
server, count = (sys.argv[1:] + ["160"])[:2]
pages = [f"{server}/page/{n}" for n in range(int(count))]


def download(page):
    with urllib.request.urlopen(page) as response:
        return len(response.read())


def show(how, work):
    began = time.perf_counter()
    sizes = work()
    taken = round((time.perf_counter() - began) * 1000)
    print(f"{how}: {len(sizes)} pages, {sum(sizes)} bytes ({taken} ms)")


def on_threads():
    sizes = []
    threads = [
        threading.Thread(target=lambda share=pages[n::WORKERS]: sizes.extend(map(download, share)))
        for n in range(WORKERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sizes


def on_pool():
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        return list(pool.map(download, pages))


async def with_await():
    return await asyncio.gather(*(asyncio.to_thread(download, page) for page in pages))


show("one after another", lambda: [download(page) for page in pages])
show("threads", on_threads)
show("pool", on_pool)
show("await", lambda: asyncio.run(with_await()))
