"""Words as search compares them: folded, and with one letter left out."""

import unicodedata
from itertools import chain

WORDS_READ = 8
LETTERS_READ = 38
SHORTEST_FORGIVEN = 4
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l"})


def fold(text: str) -> str:
    """Fold case and accents, so that å, ä and ö meet a and o; everything else becomes blanks.

    >>> fold("Hälleforsnäs, ICA-nära!")
    'halleforsnas ica nara'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def words_of(text: str) -> list[str]:
    """Return the folded words of a question, bounded in number and length.

    >>> words_of("  Skola i Flen ")
    ['skola', 'i', 'flen']
    """
    return [word[:LETTERS_READ] for word in fold(text).split()[:WORDS_READ]]


ENDINGS = ("arna", "erna", "orna", "ena", "en", "et", "ar", "er", "or", "na", "n", "t", "s")
SHORTEST_STEM = 4


def stems(word: str) -> list[str]:
    """Return the word, and what is left of it without an ending of the article or the plural.

    Nobody asks for "apotek" who says "where is apoteket?".

    >>> stems("apoteket")
    ['apoteket', 'apotek', 'apoteke']
    >>> stems("flen")
    ['flen']
    """
    cut = [word.removesuffix(end) for end in ENDINGS if word.endswith(end)]
    return [word, *(stem for stem in cut if len(stem) >= SHORTEST_STEM)]


def misspelled(word: str) -> set[str]:
    """Return the word and what is left of it without any one letter.

    Two words one slip apart (a letter wrong, missing, too many, or two swapped) always share
    one of these, so that a lookup finds every such word and no scan is needed.

    >>> sorted(misspelled("flen"))
    ['fen', 'fle', 'flen', 'fln', 'len']
    """
    if len(word) < SHORTEST_FORGIVEN:
        return {word}
    return {word} | {word[:n] + word[n + 1 :] for n in range(len(word))}


def all_misspelled(texts: list[str]) -> list[str]:
    """Return the misspellings of every word of some folded texts, each once."""
    words = set(chain.from_iterable(text.split() for text in texts))
    kept = {word[:LETTERS_READ] for word in words}
    return sorted(set(chain.from_iterable(misspelled(word) for word in kept)))
