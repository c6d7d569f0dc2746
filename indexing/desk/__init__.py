"""What a person can ask: one function for each thing, returning plain values.

The command line, the pages and the API call these and hold no logic of their own, so they can never
disagree. ``room`` what every function works with · ``times`` as they are typed · ``wording`` and
``encoding`` how values read · ``coverage`` searched and read · ``follows`` · ``stories`` ·
``alerts`` · ``upkeep`` feeds, tokens and how things stand.
"""
