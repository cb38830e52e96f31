"""Database work beside a browser test: Playwright's loop runs in the test's own thread."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def outside(work):
    """Do something in the database as another process would: committed, for the server to see."""

    def run():
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=300)
