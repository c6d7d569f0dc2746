"""Whether a page's canonical link may stand for the article."""

from indexing.errors import InvalidRequest
from indexing.urls import canonical_url as canonical_form
from indexing.urls import have_one_owner, is_section_page


def believed_canonical(entry_url: str, final_url: str, canonical_url: str) -> str:
    """Return the canonical form of ``canonical_url`` if it may be believed, else empty.

    It may where it lies on the registrable domain of the page that was read (``final_url``; the
    entry's if that is empty) and is no root or section page: sites that name their front page,
    or another owner's, would fold all their articles into one. Whether another guid claims it
    is for the store to say. Addresses that are none are not believed.
    """
    try:
        believed = canonical_form(canonical_url)
        is_believed = have_one_owner(believed, final_url or entry_url)
        is_believed = is_believed and not is_section_page(believed)
    except InvalidRequest:
        return ""
    return believed if is_believed else ""
