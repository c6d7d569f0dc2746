"""Serving the pages of a settings file until stopped: ``python -m indexing.web.serving``."""

import argparse
from pathlib import Path

import uvicorn

from indexing.settings import Settings, load_settings
from indexing.web.app import make_app


def serve(settings: Settings) -> None:
    """Serve the pages on the address of the settings until stopped."""
    uvicorn.run(
        make_app(settings),
        host=settings.web.host,
        port=settings.web.port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
    )


def main() -> None:
    """Serve the pages of a settings file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=None)
    serve(load_settings(parser.parse_args().config))


if __name__ == "__main__":
    main()
