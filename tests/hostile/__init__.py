"""Two galleries of what people with bad intentions send: bombs, and addresses that lead inside.

``wire`` (what a server does on a connection), ``museum`` (a server with an exhibit at each path),
``bombs`` and ``papers`` (feeds that harm, by how they are sent and by what is in them), ``pages``,
``addresses`` (hosts that are inside, in every notation), ``visitor`` (a program that goes through
the bombs, and tells how much memory that took).
"""
