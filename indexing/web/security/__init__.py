"""Who may enter and what a browser may do: ``hosts`` · ``headers`` · ``forms``."""
