"""The pages there are, in the order of the sidebar. A new page is one more line here."""

from app.ui.pages import contacts, help, pipeline, settings, today

PAGES = (today.PAGE, pipeline.PAGE, contacts.PAGE, settings.PAGE, help.PAGE)
