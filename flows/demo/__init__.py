"""The demo's press: sample outlets of our own writing, and the loopback server that publishes them.

``reference.txt`` is the article that the demo follows, ``content/`` holds an outlet a file. The
articles tell of public events of June and July 2024 and of much that never happened; every
outlet is invented. The modules, in the order in which a request meets them::

    newsroom    outlets and articles, with the labels that accuracy tests use
    manuscript  the content files, and how they are read
    render      an outlet at a stage -> RSS 2.0, RSS 1.0, Atom or JSON Feed
    pages       an article at a stage -> its page, or the wall, file or error in its place
    hazards     feeds that nobody can read: bombs, floods, gone, resting
    newsstand   what is on sale now: stages that advance with each poll, counters, the hook sink
    app         the newsstand over HTTP: ETag, 304, 301, 410, 503
    site        DemoSite: the app on a loopback port, in a thread or as a process
    cluster     with --elasticsearch: the demo's place in a cluster
    waiting     for the schedule, until all that is to be shown is there
    showing     ``presswatch demo``: what is done, and what is seen of it
"""
