"""Pages, JSON API and metrics: what the desk answers, for a browser and for programs.

``front`` what the server holds while it runs · ``visit`` one request · ``security`` who may enter,
and what a browser may do · ``views`` what a page shows, made from the desk's values · ``pages`` a
file for each page · ``api`` the same as JSON · ``probes`` alive, ready, metrics · ``heads`` HEAD ·
``faults`` errors as pages and as problem details · ``app`` all of it put together · ``serving``.
Every page works without a script, and loads nothing from another host.
"""
