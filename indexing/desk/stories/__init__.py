"""Stories: ``storylines`` as events in their order · ``rearranging`` by hand."""
