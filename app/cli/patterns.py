"""patterns."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from app.cli.coaching import is_past
from app.cli.command import Answer, Call, Handlers
from app.coach import findings
from app.coach.analysis import Analysis, find_patterns
from app.coach.findings import Finding

TOLD = 3
"""Groups of one question that are told in words; all of them stand in `groups`."""


def patterns(call: Call) -> Answer:
    """{findings, not_enough, quiet, failed, stored}: what the owner's own history shows, as the weekly job looks at it.

    findings: [{rule, question, message, groups: [{name, n, value, low, high, rest, side, unit, best}], q_value, stable,
    since, until}]; value, low, high and rest are shares from 0 to 1, days, or minor units of the currency. stable:
    it held over consecutive parts of the history; false for a question that is tested as a whole. not_enough: [{rule,
    question, message, missing}]. quiet: [{rule, question, reason}], looked at, and nothing to claim.
    """
    with call.open() as app:
        now = app.clock()
        with app.db.read() as session:
            past = is_past(session, now)
        found = find_patterns(app.db, now, stored=not past)
    data = {
        "findings": [_told(list(group)) for _key, group in groupby(found.findings, _question)],
        "not_enough": [_lacking(one) for one in found.silences if one.missing],
        "quiet": [
            {"rule": one.rule_id, "question": one.question, "reason": one.reason}
            for one in found.silences if not one.missing
        ],
        "failed": list(found.failed), "stored": not past,
    }  # fmt: skip
    return Answer(data, lambda: _lines(data, found))


def _question(found: Finding) -> tuple[str, str]:
    return found.rule_id, found.question


def _told(groups: Sequence[Finding]) -> dict[str, Any]:
    """One question with every group that may be named, the clearest first; told are those that are news."""
    first, news = groups[0], [one for one in groups if one.text["news"]]
    return {
        "rule": first.rule_id, "question": first.question,
        "message": " ".join(findings.sentence(one) for one in (news or groups)[:TOLD]),
        "groups": [_group(one) for one in groups],
        "q_value": max(one.q or 0.0 for one in groups), "stable": all(one.text["slices"] > 0 for one in groups),
        "since": first.since, "until": first.until,
    }  # fmt: skip


def _group(found: Finding) -> dict[str, Any]:
    return {
        "name": found.group_name, "n": found.n, "value": found.value, "low": found.low, "high": found.high,
        "rest": found.rest, "side": found.text["side"], "unit": found.text["unit"],
        "best": found.text["best"],
    }  # fmt: skip


def _lacking(found: Finding) -> dict[str, Any]:
    message = f"{findings.title(found)}: not enough yet, {found.missing}."
    return {"rule": found.rule_id, "question": found.question, "message": message, "missing": found.missing}


def _lines(data: dict[str, Any], found: Analysis) -> Iterator[str]:
    for finding in data["findings"]:
        yield finding["message"]
    if not data["findings"]:
        yield "Your history shows nothing that may be claimed yet."
    for lacking in data["not_enough"]:
        yield lacking["message"]
    if found.failed:
        yield f"Could not be looked at: {', '.join(found.failed)}."


HANDLERS: Handlers = {"patterns": patterns}
