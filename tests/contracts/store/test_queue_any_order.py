"""Whatever happens in whatever order, a job is never held by two and never lost."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from store_samples import NOW, found

from indexing.store.schema import jobs
from indexing.store.work import queue
from indexing.store.work.owners import new_owner

STAGE = "match"
NUMBERS = st.integers(0, 4)
MINUTES = st.integers(0, 15).map(lambda n: timedelta(minutes=n))
STEPS = 30


class QueueMachine(RuleBasedStateMachine):
    """The queue beside a model of it: article → the claim in force, when it ends, what waits."""

    new_store = None
    claims = Bundle("claims")

    @initialize()
    def open(self):
        self.now = NOW
        self.store = self.new_store()
        self.transaction = self.store.write()
        self.db = self.transaction.__enter__()
        self.ids = [found(self.db, f"n{n}") for n in range(5)]
        self.asked: dict[str, object] = {}  # article → due
        self.held: dict[str, tuple[queue.Job, object]] = {}  # article → (claim, end of lease)
        self.deaths = dict.fromkeys(self.ids, 0)

    def teardown(self):
        if hasattr(self, "transaction"):
            self.transaction.__exit__(None, None, None)
            self.store.close()

    @rule(number=NUMBERS, wait=MINUTES)
    def enqueue(self, number, wait):
        one, due = self.ids[number], self.now + wait
        queue.enqueue(self.db, STAGE, one, due_at=due)
        self.asked[one] = min(due, self.asked.get(one, due))
        if one in self.held and self.held[one][1] <= due:
            self.deaths[one] += 1  # its worker is taken for dead
        self.held.pop(one, None)

    @rule(target=claims, limit=st.integers(1, 3))
    def claim(self, limit):
        taken = queue.claim(self.db, STAGE, new_owner(), now=self.now, limit=limit)
        for job in taken:
            one = job.article_id
            assert self.asked[one] <= self.now, "claimed before it was due"
            if one in self.held:
                assert self.held[one][1] <= self.now, "held by two"
                self.deaths[one] += 1
            assert job.deaths == self.deaths[one]
            assert job.is_killer == (job.deaths >= 3)
            assert not job.deaths or len(taken) == 1, "a suspect is claimed alone"
            self.held[one] = (job, self.now + queue.LEASE)
        return multiple(*taken)

    @rule(job=consumes(claims))
    def finish(self, job):
        if self.ends(job, queue.finish(self.db, job, now=self.now)):
            del self.asked[job.article_id]

    @rule(job=claims, wait=MINUTES)
    def postpone(self, job, wait):
        due = self.now + wait
        if self.ends(job, queue.postpone(self.db, job, due_at=due)):
            self.asked[job.article_id] = due

    @rule(job=claims)
    def release(self, job):
        queue.release(self.db, [job])
        if self.is_mine(job):
            del self.held[job.article_id]

    @rule(job=claims)
    def renew(self, job):
        queue.renew(self.db, [job], now=self.now)
        if self.is_mine(job):
            self.held[job.article_id] = (job, self.now + queue.LEASE)

    @rule(wait=MINUTES)
    def wait(self, wait):
        self.now += wait

    @invariant()
    def nothing_is_lost(self):
        if hasattr(self, "asked"):
            rows = self.db.execute(
                select(jobs).where(jobs.c.stage == STAGE, jobs.c.done_at.is_(None))
            )
            assert {row.article_id: row.due_at for row in rows} == self.asked

    def is_mine(self, job):
        return self.held.get(job.article_id, (None,))[0] == job

    def ends(self, job, told):
        """Check what a worker was told when it gave ``job`` back; return whether it was its."""
        assert told == self.is_mine(job), "a late worker ends only what it still holds"
        if told:
            del self.held[job.article_id]
            self.deaths[job.article_id] = 0
        return told


def test_any_order_of_events_holds_each_job_by_one_and_loses_none(new_store):
    machine = type("Machine", (QueueMachine,), {"new_store": staticmethod(new_store)})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=60, stateful_step_count=STEPS, deadline=None)
    )
