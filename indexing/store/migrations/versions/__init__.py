"""Steps of the schema, in order: ``0001`` records · ``0002`` work · ``0003`` watch · ``0004``
corrections by hand · ``0005`` what sweeps compare · ``0006`` mutes · ``0007`` searches · ``0008``
spikes · ``0009`` tokens · ``0010`` when a reference was published."""
