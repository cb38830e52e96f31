"""What can be wrong with a file, said so that its owner can mend it."""


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
