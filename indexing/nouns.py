"""A number with its noun: every sentence that counts something says it alike."""


def count(number: int, one: str, many: str = "") -> str:
    """Return ``1 article``, ``12,000 articles``; ``many`` where an s is not enough."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
