"""What a name is: person, body, place or none; in the order in which a document passes.

``labels`` one mention at a time · ``cues`` and ``evidence`` by the words around it · ``teams``
cities that play · ``agreement`` one name, one label in the whole document.
"""
