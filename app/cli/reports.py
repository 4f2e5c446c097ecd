"""report."""

from app.cli.command import Answer, Call, Handlers
from app.cli.text import table
from app.crm.reports import page, sheets


def report(call: Call) -> Answer:
    """{report, columns, rows}: the table that the reports page saves as CSV, with the same raw numbers."""
    args = call.args
    with call.open() as app, app.db.read() as session:
        head, *cells = sheets.table(page.one(session, args.name, args.period, app.clock()))
    rows = [dict(zip(head, row, strict=True)) for row in cells]
    nothing = ["There is nothing to report yet."]
    return Answer({"report": args.name, "columns": head, "rows": rows}, lambda: table(rows, head) if rows else nothing)


HANDLERS: Handlers = {"report": report}
