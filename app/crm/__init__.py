"""The CRM's services: plain functions on a session, called by pages, commands and the coach alike."""
