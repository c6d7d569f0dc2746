"""Under which licences the packages stand that Presswatch needs, as their own metadata say."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import (
    Distribution,
    PackageMetadata,
    PackageNotFoundError,
    distribution,
)

UNKNOWN = "unknown"
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")
_CLASSIFIER = "License :: "
_LONGEST = 60
"""A field that is longer holds the licence itself, or its beginning."""
_BEGINNINGS = (
    ("apache license", "Apache-2.0"),
    ("mit license", "MIT"),
    ("permission is hereby granted, free of charge", "MIT"),
    ("redistribution and use in source and binary forms", "BSD"),
    ("bsd license", "BSD"),
    ("mozilla public license", "MPL-2.0"),
)


@dataclass(frozen=True, slots=True)
class Licence:
    """A package that is installed here, its version, and its licence in its authors' words."""

    name: str
    version: str
    licence: str


def licences(root: str = "presswatch") -> list[Licence]:
    """Return what ``root`` needs, directly or not, by name; itself too.

    What is not installed is needed on other systems only. ``UNKNOWN`` is said of a package whose
    metadata and licence file tell nothing that we know.
    """
    found: dict[str, Distribution] = {}
    waiting = [(root, frozenset[str]())]
    seen = set[tuple[str, frozenset[str]]]()
    while waiting:
        name, extras = waiting.pop()
        if (_key(name), extras) in seen:
            continue
        seen.add((_key(name), extras))
        try:
            known = distribution(name)
        except PackageNotFoundError:
            continue
        found[_key(name)] = known
        waiting += _needs(known.requires or (), extras)
    told = [Licence(one.name, one.version, licence_of(one)) for one in found.values()]
    return sorted(told, key=lambda one: _key(one.name))


def licence_of(package: Distribution) -> str:
    """Return a package's licence: its expression, its classifiers, its field, its licence file."""
    about = package.metadata
    if expression := _field(about, "License-Expression"):
        return expression
    classes = [
        one.rpartition(" :: ")[2]
        for one in about.get_all("Classifier") or ()
        if one.startswith(_CLASSIFIER) and not one.endswith("OSI Approved")
    ]
    if classes:
        return ", ".join(classes)
    field = _field(about, "License")
    if field and field.lower() != UNKNOWN and len(field) <= _LONGEST:
        return field
    return next((name for text in (field, *_files(package)) if (name := _by_text(text))), UNKNOWN)


def _field(about: PackageMetadata, name: str) -> str:
    return " ".join(about[name].split()) if name in about else ""


def _needs(requires: Iterable[str], extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for one in requires:
        named, _, marker = one.partition(";")
        extra = _EXTRA.search(marker)
        found = _REQUIREMENT.match(named)
        if found and (extra is None or extra[1] in extras):
            asked = (part.strip() for part in (found[2] or "").split(","))
            yield found[1], frozenset(filter(None, asked))


def _files(package: Distribution) -> Iterator[str]:
    for file in package.files or ():
        if re.match(r"licen[cs]e|copying", file.name, re.IGNORECASE):
            yield file.read_text()[:2_000]


def _by_text(text: str) -> str:
    start = " ".join(text.split()).lower()
    return next((name for words, name in _BEGINNINGS if words in start), "")


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
