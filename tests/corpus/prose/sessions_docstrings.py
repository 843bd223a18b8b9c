"""Small helpers for text."""


def words(text):
    """Count the words of a text.

    >>> words("to be or not to be")
    6
    >>> words("   ")
    0
    >>> words("well-known facts")
    3
    """
    return len(text.split())


def initials(name):
    """The initials of a name.

    >>> initials("Ada Lovelace")
    'A.L.'
    >>> initials("grace brewster hopper")
    'G.B.H.'
    >>> initials("Alan")  # doctest: +SKIP
    'A'
    >>> initials("") + "!"
    '!'
    """
    return "".join(part[0].upper() + "." for part in name.split())


def nth_word(text, n):
    """The word number n, from 1.

    >>> nth_word("one two three", 2)
    'two'
    >>> nth_word("one two three", 9)
    Traceback (most recent call last):
        ...
    IndexError: list index out of range
    >>> nth_word("one two three", 0)
    'one'
    """
    return text.split()[n - 1]
