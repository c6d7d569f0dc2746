"""Articles: a page, or a feed's own text → a Reading; versions of it; its canonical address.

In the order of use: ``plain`` (markup → paragraphs), ``language``, ``page_claims`` (what the
head says), ``page_text`` (where its text is), ``walls`` (pages that are no article),
``read_page``, ``read_entry`` (the feed's text, full or teaser, and what it adds to a page),
``identity`` (canonical links), ``versions``.
Nothing here does I/O or reads a clock.
"""
