"""The pages there are, in the order of the sidebar. A new page is one more line here."""

from app.ui.pages import contacts, pipeline, settings

PAGES = (pipeline.PAGE, contacts.PAGE, settings.PAGE)
