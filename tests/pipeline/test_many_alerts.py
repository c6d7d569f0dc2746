"""What ten thousand alerts must not cost, shown with a few."""

import pytest
from smallworld.world import DAY, World

from indexing.desk.alerts import alerting
from indexing.models import Cadence
from indexing.store import Store


async def test_alerts_with_nothing_to_tell_cost_no_transaction_each(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe()
    begun = []
    transaction = Store._transaction
    monkeypatch.setattr(
        Store, "_transaction", lambda self, **how: begun.append(how) or transaction(self, **how)
    )

    async def transactions_of_a_sending() -> int:
        begun.clear()
        await world.deliver(after=DAY)
        return len(begun)

    asked = [world.alert("orban", cadence=Cadence.DAILY) for _ in range(3)]
    of_few = await transactions_of_a_sending()
    asked += [world.alert("orban", cadence=Cadence.DAILY) for _ in range(20)]
    assert await transactions_of_a_sending() == of_few
    with world.desk() as desk:
        due = [alerting.get_alert(desk, one).alert.next_delivery_at for one in asked]
    assert min(due) > world.clock.now
