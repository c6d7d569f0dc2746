"""Feeds: bytes → entries, and when to poll next. Nothing here does I/O or reads a clock.

In the order of a poll: ``state`` (what we know of a feed), ``decoding`` (bytes → text, no DTD),
``entries`` (ids, links, dates), ``json_feed``, ``sax`` and ``parse`` (a document → its entries),
``rhythm`` (how often it publishes), ``schedule`` (the poll decision), ``health`` (what a person
is told). To find feeds: ``discover`` (a page's feeds) and ``opml`` (lists in and out).
"""
