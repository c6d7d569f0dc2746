"""What happens to an article, from a feed's bytes to a delivered alert. Knows nothing of Prefect.

Rooms in the order in which data flows; a room imports only rooms that stand before it::

    errors models settings urls workers fetching feeds articles extraction relatedness
    store search index alerts delivery pipeline desk web
"""

import logging as _logging

# What nobody asked for is written nowhere: not as Python's last resort, and not by the handler that
# some library gives to the root. ``settings.logs`` writes it.
_ours = _logging.getLogger(__name__)
_ours.addHandler(_logging.NullHandler())
_ours.propagate = False
