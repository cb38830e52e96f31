"""Folders for what a large file needs on disk while it is read; those of the killed are cleared."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "bygdekartan-import-"
LOCK = "held"
# Between being made and being held a folder belongs to nobody for a moment.
GRACE_S = 60.0


@contextmanager
def working_folder() -> Iterator[Path]:
    """Give a folder that goes with the block, or with the next one's if the process is killed.

    Examples
    --------
    >>> with working_folder() as folder:
    ...     clear_abandoned(), folder.is_dir()
    (0, True)
    >>> folder.exists()
    False
    """
    clear_abandoned()
    with TemporaryDirectory(prefix=PREFIX) as name:
        folder = Path(name)
        with (folder / LOCK).open("wb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield folder


def clear_abandoned() -> int:
    """Remove the folders of processes that were killed; return how many.

    The system lets go of a lock when its process ends, however it ends.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> killed = Path(mkdtemp(prefix=PREFIX))
    >>> _ = (killed / LOCK).write_text("")
    >>> clear_abandoned() >= 1, killed.exists()
    (True, False)
    """
    count = 0
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        try:
            if _is_abandoned(folder):
                shutil.rmtree(folder)
                count += 1
        except OSError:
            continue  # another process was faster, or it is not ours to remove
    return count


def _is_abandoned(folder: Path) -> bool:
    about = folder.lstat()
    if folder.is_symlink() or about.st_uid != os.getuid():
        return False
    try:
        with (folder / LOCK).open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return time.time() - about.st_mtime > GRACE_S
