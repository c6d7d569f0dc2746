"""Records: ``feeds`` · ``found`` new entries · ``readings`` versions of a text ·
``articles`` looking them up · ``understanding`` extractions, entities counted · ``names`` who is
written so, and who is one · ``projection`` what the index has yet to learn."""
