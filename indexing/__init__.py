"""What happens to an article, from a feed's bytes to a delivered alert. Knows nothing of Prefect.

Rooms in the order in which data flows; a room imports only rooms that stand before it::

    errors models settings urls workers fetching feeds articles extraction relatedness
    store search index alerts delivery pipeline desk web
"""
