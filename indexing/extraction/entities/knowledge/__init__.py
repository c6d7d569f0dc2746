"""What is known before a text is read: spellings, tables, and what a name's own words say.

``folding`` spellings made comparable · ``spans`` a labelled stretch of text · ``kinds`` what a
name's words say it is · ``persons`` and ``organisations`` what two spellings must share ·
``gazetteer`` the tables.
"""
