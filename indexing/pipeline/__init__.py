"""The stages of an article's way, each a module: claim, work, commit.

``workshop`` what every stage works with · ``parsing`` what runs in parser processes · ``poll`` ·
``rereading`` and ``read`` · ``understand`` · ``following`` and ``relate`` · ``searchables`` and
``project`` · ``saved_queries`` and ``match`` · ``compose`` and ``deliver`` · ``maintain`` ·
``report`` and ``cycle`` all of a cycle's stages · ``opening`` the workshop's doors. A flow calls
these and only says when.
"""
