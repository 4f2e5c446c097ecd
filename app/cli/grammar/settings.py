"""Commands for settings and secrets."""

from app.cli.command import Command, Handlers, arg


def _handlers() -> Handlers:
    from app.cli import settings  # noqa: PLC0415 - SQLAlchemy takes half a second

    return settings.HANDLERS


NAME = arg("NAME", help="openai_api_key, custom_api_key, smtp_password, twilio_account_sid or twilio_auth_token")
SECRET = """\
Secrets are kept by the keyring of your system, never in the data folder, a log, an export or a backup. `set` reads the
value from standard input and never prints it. OPENAI_API_KEY in the environment is taken for one run and not kept.
custom_api_key is kept for the host of model_address and sent to no other."""

COMMANDS = (
    Command(
        "settings", "show all settings or one, or change one", _handlers,
        (arg("KEY", nargs="?", help="name of a setting"), arg("VALUE", nargs="?", help="its new value")),
        details="`rainmaker settings` lists the names and what each does; docs/settings.md explains them.",
        examples=("rainmaker settings", "rainmaker settings currency", "rainmaker settings stale_lead_days 10"),
    ),
    Command(
        "secret set", "keep a secret read from standard input", _handlers, (NAME,), details=SECRET,
        examples=("rainmaker secret set openai_api_key < key.txt",),
    ),
    Command("secret test", "say whether a secret is kept; exit code 1 when it is not", _handlers, (NAME,)),
    Command("secret remove", "forget a secret", _handlers, (NAME,)),
)  # fmt: skip
