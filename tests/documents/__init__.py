"""The documents held to the code: what they say is parsed, run, or made anew.

``reading`` what stands in a document · ``typed`` command lines, held to the real tree ·
``reference`` the pages of ``docs/reference/``, made from the code · ``following`` a tutorial read
and typed.
"""
