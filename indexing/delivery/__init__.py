"""Saying it: what an alert found, once, on the channel that was chosen, in the same words on each.

In order: ``message`` is the frozen payload and its ids; ``safe_text`` makes other people's words
harmless; ``layout`` decides what is shown; ``render`` prints it as text and HTML; ``mail``,
``webhook`` and ``apprise_channel`` hand it over (``bound`` holds the last to judged addresses);
``channels`` reads an address and picks one of
the three; ``retry`` says when a failure is tried again. Nothing here keeps anything.
"""
