"""How much of a budget is used, drawn and said."""

from app.ui.projects.phrases import used_tone, used_words
from app.ui.widgets.share_bar import ShareBar


class BudgetBar(ShareBar):
    """Full is the whole budget; beyond it stands in the words."""

    def show_used(self, used: float | None) -> None:
        tone = used_tone(used)
        self.show_share(used or 0, used_words(used), "accent" if tone == "muted" else tone)
