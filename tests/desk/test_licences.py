"""Licences of all that is needed: none is unknown, and each is as its authors say it."""

from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

from indexing.desk.upkeep.licences import UNKNOWN, licence_of, licences

PERMISSION = "Permission is hereby granted, free of charge, to any person"


def test_every_package_that_is_needed_tells_its_licence() -> None:
    found = {one.name.lower(): one.licence for one in licences()}
    assert {name for name, licence in found.items() if licence == UNKNOWN} == set()
    assert found["presswatch"] == "Apache-2.0"
    assert {"prefect", "feedparser", "elasticsearch", "spacy", "tantivy"} <= set(found)
    assert "psycopg-binary" in found, "an extra that is asked for is needed, too"
    assert "sqlalchemy" in found, "and what only others need"
    assert "pytest" not in found


def package(folder: Path, about: str, **files: str) -> Distribution:
    """Return a package with this in its metadata, and these files beside it."""
    home = folder / "thing-1.0.dist-info"
    home.mkdir()
    (home / "METADATA").write_text(f"Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n{about}")
    for name, text in files.items():
        (home / name).write_text(text)
    names = [f"{home.name}/{name},," for name in (*files, "METADATA")]
    (home / "RECORD").write_text("\n".join(names) + "\n")
    return PathDistribution(home)


@pytest.mark.parametrize(
    ("about", "files", "licence"),
    [
        ("License-Expression: MIT OR Apache-2.0\nLicense: other\n", {}, "MIT OR Apache-2.0"),
        ("Classifier: License :: OSI Approved :: BSD License\n", {}, "BSD License"),
        ("Classifier: License :: OSI Approved\nLicense: ISC\n", {}, "ISC"),
        (f"License: MIT License  {PERMISSION} obtaining a copy of this software\n", {}, "MIT"),
        ("License: UNKNOWN\n", {"LICENSE": f"Someone\n\n{PERMISSION}"}, "MIT"),
        ("", {"LICENCE": "All rights reserved."}, UNKNOWN),
        ("", {}, UNKNOWN),
    ],
    ids=["expression", "classifier", "field", "text in the field", "file", "no such file", "none"],
)
def test_a_licence_is_read_where_it_is_told(
    tmp_path: Path, about: str, files: dict[str, str], licence: str
) -> None:
    assert licence_of(package(tmp_path, about, **files)) == licence
