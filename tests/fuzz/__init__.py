"""Coverage-guided fuzzing of whatever reads what strangers wrote.

``targets`` (one function a parser: bytes in, AssertionError where a promise is broken), ``run``
(atheris around one target), ``words/``
(what each parser looks for), ``corpus/`` (what is kept: our own seeds, and each input that once
broke something). ``make test`` replays the corpus, ``make proof`` goes on looking.
"""
