"""The pages there are, in the order of the sidebar. A new page is one more line here."""

from app.ui.pages import contacts, help, pipeline, projects, reports, settings, today

PAGES = (today.PAGE, pipeline.PAGE, contacts.PAGE, projects.PAGE, reports.PAGE, settings.PAGE, help.PAGE)
