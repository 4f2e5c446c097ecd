"""`rainmaker report`: the figures of the page, for other programs and for SQL to be held against."""

from tests.cli.conftest import Typing


def test_figures_of_the_page_as_json(run: Typing) -> None:
    for title, value, stage in (("Website", "1000", "Won"), ("Logo", "250.50", "Won"), ("Menu", "9", "Lost")):
        run.json("add", "deal", "--title", title, "--value", value, "--source", "referral")
        run.json("deal", "move", str(("Website", "Logo", "Menu").index(title) + 1), stage)
    won = run.json("report", "won", "--period", "this_year")
    assert won["columns"][:3] == ["From", "To", "Deals won"]
    filled = [row for row in won["rows"] if row["Deals won"]]
    assert [(row["From"], row["Deals won"]) for row in filled] == [("2026-03-01", 2)]
    assert list(filled[0].values())[3] == "1250.50"
    assert run.json("report", "sources")["rows"] == [
        {
            "Source": "referral", "Closed deals": 3, "Won deals": 2, "Win rate": "", "Low (95 %)": "",
            "High (95 %)": "",
        }
    ], "three are too few for a rate"  # fmt: skip
    assert run.json("report", "cycle")["rows"] == [{"From (days)": 0, "To (days)": 0, "Deals won": 2}]
    assert len(run.json("report", "forecast")["rows"]) == 8
    assert "2026-03-01" in run.text("report", "hours").out


def test_a_report_that_does_not_exist_is_refused(run: Typing) -> None:
    assert "won" in run.refused("report", "profit")["message"]
