"""The pages there are, in the order of the sidebar. A new page is one more line here."""

from app.ui.pages import businesses, chat, contacts, inbox, pipeline, projects, reports, settings, tasks, today
from app.ui.pages import help as help_page

PAGES = (
    today.PAGE, pipeline.PAGE, contacts.PAGE, businesses.PAGE, tasks.PAGE, projects.PAGE, reports.PAGE, inbox.PAGE,
    chat.PAGE, settings.PAGE, help_page.PAGE,
)  # fmt: skip
