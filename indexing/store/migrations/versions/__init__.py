"""Steps of the schema, in order: ``0001`` records · ``0002`` work · ``0003`` watch."""
