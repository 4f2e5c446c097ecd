"""The weekly look at the history: ten years of it, and how long it keeps another thread waiting."""

import time
from collections.abc import Iterator
from datetime import timedelta

from app.bench import seed
from app.bench.importing import Ticker
from app.bench.line import Line, repeated
from app.bench.stand import Stand
from app.coach.analysis import find_patterns

AT = seed.END - timedelta(hours=12)
PLAIN = "SELECT action, count(*), max(created_at) FROM activity_logs GROUP BY action"
GROUND = """
    UPDATE activity_logs SET metadata = json_object(
        'old_stage', (SELECT name FROM stages WHERE id = 1 + entity_id % 4), 'new_stage', 'Won',
        'days_in_stage', 1 + id % 30)
    WHERE action = 'deal_stage_changed'
"""
TIMES = 3


def lines(stand: Stand) -> Iterator[Line]:
    """The median of a few runs; the wait is the longest of all of them."""
    stand.raw.execute(GROUND)
    plain = repeated(lambda: stand.raw.execute(PLAIN).fetchall(), TIMES)
    find_patterns(stand.app.db, AT)
    taken = []
    with Ticker() as ticker:
        for _ in range(TIMES):
            started = time.perf_counter()
            find_patterns(stand.app.db, AT)
            taken.append(1000 * (time.perf_counter() - started))
    name = "pattern analysis over ten years"
    yield Line(name, sorted(taken)[TIMES // 2], "ms", 3000, plain.p50, "counting the activities by kind")
    yield Line("longest wait of another thread meanwhile, patterns", 1000 * ticker.worst, "ms", 32)
