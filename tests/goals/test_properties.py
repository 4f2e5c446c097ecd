"""Whatever is done to goals in whatever order: the rules of progress and of states hold."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import compose
from app.core.clock import fixed
from app.core.db import Database
from app.core.errors import CrmError
from app.core.paths import DataFolder
from app.crm import businesses, tasks, undo
from app.goals import generation, progress, shown, tracking
from app.goals.agenda import agenda
from app.models import ChecklistItem, Goal, Task
from tests.conftest import NOW
from tests.goals.making import goals, items, made

STATUSES = ("pending", "in_progress", "completed", "skipped")
ACTS = (
    "ask", "collect", "refuse", "complete", "skip", "reopen", "carry out", "abandon", "block", "resume", "generate",
    "focus", "undo", "finish a task", "delete a task", "wait", "decline", "answer",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(STATUSES), st.integers(0, 40)))
def test_progress_is_the_share_of_what_counts(counts: dict[str, int]) -> None:
    percent = progress.percent(counts)
    counting = sum(counts.values()) - counts.get("skipped", 0)
    assert 0 <= percent <= 100
    assert (percent == 100) == (counting > 0 and counts.get("completed", 0) == counting)
    if counting:
        assert abs(percent - 100 * counts.get("completed", 0) / counting) < 1
    else:
        assert percent == 0


@given(st.dictionaries(st.sampled_from(STATUSES), st.integers(0, 40)))
def test_doing_more_never_takes_progress_back(counts: dict[str, int]) -> None:
    before = progress.percent(counts)
    if counts.get("pending"):
        after = counts | {"pending": counts["pending"] - 1, "completed": counts.get("completed", 0) + 1}
        assert progress.percent(after) >= before
        assert progress.percent(counts | {"pending": counts["pending"] + 1}) <= before
    assert progress.percent(counts | {"skipped": counts.get("skipped", 0) + 7}) == before


def test_a_third_is_33_and_two_thirds_are_67() -> None:
    assert progress.percent({"completed": 1, "pending": 2}) == 33
    assert progress.percent({"completed": 2, "pending": 1, "skipped": 5}) == 67
    assert progress.percent({"completed": 199, "pending": 1}) == 99


@pytest.mark.timeout(240)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(("own", "client", "partner")),
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 30)), max_size=25),
)
def test_any_sequence_of_deeds_keeps_the_rules(
    fresh_folder: Path, tmp_path_factory: pytest.TempPathFactory, kind: str, acts: list[tuple[str, int]]
) -> None:
    folder = DataFolder(Path(copytree(fresh_folder, tmp_path_factory.mktemp("any") / "data")))
    app = compose.wire(folder, fixed(NOW))
    try:
        Deeds(app.db, made(app.db, kind=kind)).do_all(acts)
    finally:
        app.close()


class Deeds:
    def __init__(self, db: Database, business_id: int) -> None:
        self.db, self.business_id, self.now = db, business_id, NOW

    def do_all(self, acts: list[tuple[str, int]]) -> None:
        for name, n in acts:
            with suppress(CrmError):
                self.do(name, n)
            self.check()
        with self.db.write(actor="coach") as session:
            generation.generate(session, self.business_id, at=self.now)
        self.check()
        assert 2 <= len(goals(self.db, self.business_id)) <= 4

    def do(self, name: str, n: int) -> None:
        if name == "undo":
            with self.db.read() as session:
                label = undo.undo_label(session) or ""
            if not label.startswith("Business added"):
                undo.undo(self.db)
            return
        with self.db.write(actor="coach" if name in ("ask", "generate") else "owner") as session:
            every = session.query(ChecklistItem).order_by(ChecklistItem.id).all()
            wanted = session.query(Goal).order_by(Goal.id).all()
            one, pursued = every[n % len(every)], wanted[n % len(wanted)]
            given = {"reasoning": "", "confidence": 0.5, "excerpt": "", "at": self.now}
            if name == "ask":
                tracking.asked(session, [one.id], "", at=self.now)
            elif name == "collect" and one.field:
                tracking.collect(
                    session, self.business_id, one.field, str(1 + n % 5), confidence=1, excerpt="", at=self.now
                )
            elif name == "carry out":
                tracking.carry_out(session, one.id, **given)  # type: ignore[arg-type]
            elif name in ("refuse", "complete", "skip", "reopen", "decline"):
                getattr(tracking, name)(session, one.id, at=self.now)
            elif name in ("abandon", "block", "resume"):
                getattr(shown, name)(session, pursued.id, at=self.now)
            else:
                self.around(session, name, n, one.id)

    def around(self, session: object, name: str, n: int, item_id: int) -> None:
        found = session.query(Task).all()  # type: ignore[attr-defined]
        if name == "generate":
            generation.generate(session, self.business_id, at=self.now)  # type: ignore[arg-type]
        elif name == "focus":
            focus = [["Costs"], ["Finding clients", "Cash flow"], [], ["referral_growth"]][n % 4]
            businesses.edit(session, self.business_id, at=self.now, focus_areas=focus)  # type: ignore[arg-type]
        elif name == "answer":
            text = ["Prices.", "Yes.", "I'd rather not say.", ""][n % 4]
            tracking.answered(session, item_id, text, at=self.now)  # type: ignore[arg-type]
        elif name == "wait":
            self.now += timedelta(days=n - 5)
        elif found and name == "finish a task":
            tasks.complete(session, found[n % len(found)].id, at=self.now)  # type: ignore[arg-type]
        elif found and name == "delete a task":
            tasks.delete(session, found[n % len(found)].id, at=self.now)  # type: ignore[arg-type]
            for of_one in tracking.unfollowed(session, session.scalars(select(ChecklistItem.id)).all()):  # type: ignore[attr-defined]
                tracking.follow(session, of_one, at=self.now)  # type: ignore[arg-type]

    def check(self) -> None:
        for status in ("active", "completed", "abandoned", "blocked"):
            for goal in goals(self.db, self.business_id, status):
                found = items(self.db, goal.id)
                assert len({one.key for one in found}) == len(found)
                if status in ("active", "completed"):
                    assert goal.current_progress == progress.percent(_counts(found)), (goal.rule, status)
                assert 1 <= goal.priority_score <= 10
        rules = [goal.rule for goal in goals(self.db, self.business_id)]
        assert len(rules) == len(set(rules))
        with self.db.read() as session:
            found = agenda(session, self.business_id, self.now).due
            assert len(found) <= 2
            for one in found:
                if one.item_type == "follow_up":
                    row = session.get_one(ChecklistItem, one.id)
                    assert session.get_one(ChecklistItem, row.prerequisite_id).status == "completed"


def _counts(found: list[ChecklistItem]) -> dict[str, int]:
    return {status: sum(one.status == status for one in found) for status in STATUSES}
