"""What a page shows, made from the desk's values: ``addresses`` · ``texts`` · ``charts``."""
