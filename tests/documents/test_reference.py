"""The pages of the reference are those that the code makes now."""

import pytest

from documents.reference import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_says_now(name: str) -> None:
    now = PAGES[name]()
    assert (FOLDER / name).read_text("utf-8") == now, "run: make reference"


def test_there_is_no_other_page() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)
