"""The deliver flow: what is due goes out."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.states import Completed

from flows.tasks import as_task
from indexing.pipeline.deliver import deliver as deliver_due
from indexing.pipeline.opening import opened
from indexing.settings import load_settings
from indexing.settings.logs import write_logs


@flow(name="deliver", persist_result=False)
async def deliver(config_file: str = "") -> Any:
    """Send what is due, however late this run is; a channel that fails is tried again later."""
    settings = load_settings(Path(config_file) if config_file else None)
    write_logs(settings)
    async with opened(settings) as shop:
        await as_task("deliver", lambda: deliver_due(shop))
    counted = ", ".join(f"{count} {word}" for word, count in shop.tally.get("deliver", {}).items())
    return Completed(message=counted or "nothing was due")
