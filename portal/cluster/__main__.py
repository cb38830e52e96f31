"""`python -m portal.cluster start|stop|status|url`."""

import argparse
import sys

from portal.cluster import ClusterError, database_url, is_running, start, stop


def main() -> int:
    """Do one thing to the cluster and say what was done."""
    parser = argparse.ArgumentParser(prog="python -m portal.cluster", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "status", "url"])
    action = parser.parse_args().action
    try:
        if action == "start":
            print("The database has started." if start() else "The database is running.")
        elif action == "stop":
            print("The database has stopped." if stop() else "The database was not running.")
        elif action == "url":
            print(database_url())
        else:
            running = is_running()
            print("The database is running." if running else "The database is not running.")
            return 0 if running else 3
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
