"""When things happen, and how a person starts them: Prefect flows, the command line, the demo."""
