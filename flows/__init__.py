"""When things happen, and how a person starts them.

``monitor`` one cycle · ``deliver`` what is due · ``maintain`` old things and back-ups ·
``tasks`` one Prefect task a stage · ``schedules`` which flow runs how often · ``prefect_server``
our own server's environment · ``supervisor`` all of it under ``presswatch start`` ·
``cli`` the command line · ``demo`` a newsroom on loopback.
"""
