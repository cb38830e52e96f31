"""A list that lies on disk, for what a file holds too much of to keep in memory."""

import pickle
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, TypeVar, overload

T = TypeVar("T")


class Spool(Sequence[T]):
    """A list whose items lie in a file without a name, which goes with it, even if it is killed.

    Eight bytes of each stay in memory. An item that is read is a copy: to change it, set it again.

    Examples
    --------
    >>> some = Spool(["a", "b", "c"])
    >>> some[1] = "changed"
    >>> some.append("d")
    >>> list(some), some[-1], some[1:3], len(some)
    (['a', 'changed', 'c', 'd'], 'd', ['changed', 'c'], 4)
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._file = TemporaryFile(prefix="import-")  # noqa: SIM115 — it lives as long as the list
        self._at = array("q")
        for item in items:
            self.append(item)

    def append(self, item: T) -> None:
        """Add an item at the end."""
        self._at.append(self._write(item))

    def __len__(self) -> int:
        return len(self._at)

    @overload
    def __getitem__(self, number: int) -> T: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[T]: ...
    def __getitem__(self, number: int | slice) -> Any:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        self._file.seek(self._at[number])
        return pickle.load(self._file)  # noqa: S301 — nobody else writes to this file

    def __setitem__(self, number: int, item: T) -> None:
        self._at[number] = self._write(item)

    def __iter__(self) -> Iterator[T]:
        return (self[number] for number in range(len(self)))

    def __del__(self) -> None:
        # Else the interpreter would warn of a file that nobody closed.
        self._file.close()

    def _write(self, item: T) -> int:
        at = self._file.seek(0, 2)
        pickle.dump(item, self._file, pickle.HIGHEST_PROTOCOL)
        return at


def in_batches(items: Iterable[T], most: int) -> Iterator[list[T]]:
    """Yield items in lists of at most so many.

    Examples
    --------
    >>> list(in_batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(items)
    while batch := list(islice(rest, most)):
        yield batch
