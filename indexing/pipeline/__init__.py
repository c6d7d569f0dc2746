"""The stages of an article's way, each a module: claim, work, commit.

``workshop`` what every stage works with · ``turns`` what one worker at a time may do · ``window``
work side by side · ``parsing`` what runs in parser processes · ``poll`` · ``rereading`` and
``read`` · ``understanding`` and ``understand`` · ``following`` and ``relate`` · ``searchables``
and ``project`` · ``saved_queries`` and ``match`` · ``holding`` what a mute holds, ``compose``,
``withhold``, ``rise`` for spikes, ``post`` and ``deliver`` · ``sweep`` what matching missed ·
``likely`` which queries an article may meet · ``maintain`` · ``report`` and ``cycle`` all of a
cycle's stages · ``opening`` the workshop's doors.
A flow calls these and only says when.
"""
