"""Records: ``feeds`` · ``found`` new entries · ``readings`` versions of a text ·
``articles`` looking them up · ``understanding`` extractions and entities · ``projection`` what the
index has yet to learn."""
