"""Where names begin and end; in the order in which a document passes.

``brackets`` and ``truecase`` before the NER · ``repair`` and ``joins`` of what it saw ·
``acronyms``, ``wire`` and ``known`` for what it did not see.
"""
