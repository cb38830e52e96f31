"""What can be wrong with a file, said so that its owner can mend it."""

from collections.abc import Mapping


class UnusableFile(ValueError):
    """The file is not what it says, or a row of it cannot be used.

    Parameters
    ----------
    reason : what is wrong, in words
    row : number of the row in the file (the first is 1), or its name there
    """

    def __init__(self, reason: str, row: int | str | None = None) -> None:
        self.row = row
        super().__init__(reason if row is None else f"row {row}: {reason}")


class Refused(UnusableFile):
    """A file that is not taken in, for a reason that can be said in every language.

    Parameters
    ----------
    message : the reason, a message id with ``%(name)s`` placeholders
    params : what stands in their place
    """

    def __init__(self, message: str, **params: object) -> None:
        self.message = message
        self.params: Mapping[str, object] = params
        super().__init__(message % params if params else message)


class RowProblem(ValueError):
    """One row that cannot be used; the rest of the file can.

    Parameters
    ----------
    message : the reason, a message id with ``%(name)s`` placeholders
    params : what stands in their place
    """

    def __init__(self, message: str, **params: object) -> None:
        self.message = message
        self.params = {name: shortened(value) for name, value in params.items()}
        super().__init__(message % self.params if params else message)


def shortened(value: object, most: int = 60) -> str:
    """Say a value from a file in few characters.

    Examples
    --------
    >>> shortened("x" * 100, most=5)
    'xxxx…'
    """
    text = str(value)
    return text if len(text) <= most else text[: most - 1] + "…"
