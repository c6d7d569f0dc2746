"""Who may enter and what a browser may do.

``hosts`` and ``headers`` · ``forms`` · ``limits`` · ``sessions`` · ``entry``: asks for tokens.
"""
