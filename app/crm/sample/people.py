"""Businesses and the people in them."""

from datetime import date, datetime, timedelta
from typing import Any

from app.crm import names
from app.crm.sample.rows import Row
from app.crm.sample.story import Story
from app.crm.sample.words import data, slug

NICKNAME_EVERY = 60
PRIVATE_MAIL = ("post.example", "mailbox.example", "letters.example")


class People:
    """Makes contacts and businesses; no name, address or number twice."""

    def __init__(self, story: Story) -> None:
        self._story, self._rng = story, story.rng
        self._taken: set[str] = set()
        self._listed = story.rng.sample(data("businesses")["others"], len(data("businesses")["others"]))
        self._nicknames = list(data("people")["nicknames"])
        self.own = self._own()

    @property
    def unmet(self) -> int:
        """How many of the listed businesses she does not know yet."""
        return len(self._listed)

    def next_business(self, created_at: datetime, source: str) -> Row:
        return self.business(self._listed.pop(), created_at, source)

    def business(self, entry: list[str], created_at: datetime, source: str | None, kind: str = "prospect") -> Row:
        """entry: name, trade, city, country, team size, as in the list of businesses."""
        name, trade, city, country, team = entry
        domain = f"{slug(name, '-')}.example"
        field = data("trades")[trade]["field"]
        row = self._story.rows.add(
            "businesses", created_at, name=name, sort_name=names.fold(name), domain=domain, kind=kind,
            website=f"https://{domain}", city=city, country=country, team_size=team,
            industry_category=field[0], industry_subcategory=field[1], growth_potential=self._rng.randint(2, 9),
            lifecycle_stage=self._rng.choice(("starting", "growth", "established", "established")),
            **self._office_phone(country),
        )  # fmt: skip
        if self._story.chance(0.3):
            row["custom"] = {"brand_colour": self._rng.choice(data("studio")["brand_colours"])}
        self._story.rows.log("business_created", row, created_at, kind=kind, source=source)
        return row

    def contact(
        self, created_at: datetime, business: Row | None, source: str | None, rank: str = "owner", status: str = "lead"
    ) -> Row:  # fmt: skip
        """rank: owner or staff of the business; a private person has no business."""
        city, country = (business["city"], business["country"]) if business else self._origin()
        first, last = self._name(country)
        shown = f"{first} {last}"
        email, phone = self._mail(first, last, business), self._phone(country, "mobile")
        row = self._story.rows.add(
            "contacts", created_at, name=shown, sort_name=names.sort_name(first, last, shown), first_name=first,
            last_name=last, business_id=business, role=self._role(rank) if business else None, source=source,
            status=status, email=email, phone=phone[1] if phone else None, city=city, country=country,
            birthday=self._birthday(), last_outbound_at=None, last_inbound_at=None, last_contact_at=None,
            custom=self._custom(),
        )  # fmt: skip
        self._points(row, email, phone)
        self._story.rows.log("contact_created", row, created_at, source=source, status=status)
        return row

    def _own(self) -> Row:
        own = data("studio")["own"]
        made = self._story.days.moment(self._story.days.forward(self._story.days.first), 9 * 60)
        row = self._story.rows.add(
            "businesses", made - timedelta(days=110), kind="own", sort_name=names.fold(own["name"]), **own
        )
        self._story.rows.log("business_created", row, row["created_at"], kind="own", source=None)
        return row

    def _origin(self) -> tuple[str, str]:
        city, country = self._rng.choice(data("people")["origins"])
        return city, country

    def _name(self, country: str) -> tuple[str, str]:
        """A name from the country or, in a city with people from everywhere, from any."""
        count = len(self._story.rows["contacts"])
        if self._nicknames and count % NICKNAME_EVERY == NICKNAME_EVERY // 2:
            first, last = self._nicknames.pop(0)
            return first, last
        cultures = data("people")["cultures"]
        at_home = [c for c in cultures if country in c["home"]] if country != "DE" else cultures
        while True:
            culture = self._rng.choices(at_home, [c["weight"] for c in at_home])[0]
            first, last = self._rng.choice(culture["first"]), self._rng.choice(culture["last"])
            if self._new(f"{first} {last}"):
                return first, last

    def _new(self, text: str) -> bool:
        if text in self._taken:
            return False
        self._taken.add(text)
        return True

    def _mail(self, first: str, last: str, business: Row | None) -> str:
        host = business["domain"] if business else self._rng.choice(PRIVATE_MAIL)
        given = first.split(maxsplit=1)[0]
        box = slug(given) if business and self._story.chance(0.5) else f"{slug(first)}.{slug(last)}"
        while not self._new(f"{box}@{host}"):
            box += slug(last)[:3] or "x"
        return f"{box}@{host}"

    def _phone(self, country: str, kind: str) -> tuple[str, str] | None:
        """As written and in E.164; None for a few people and for countries without numbers to invent."""
        pools = data("people")["phones"]
        if country not in pools or self._story.chance(0.12):
            return None
        while True:
            pattern = self._rng.choice(pools[country][kind])
            written = "".join(str(self._rng.randint(0, 9)) if c == "#" else c for c in pattern)
            if self._new(written):
                return self._as_written(written), written.replace(" ", "")

    def _as_written(self, number: str) -> str:
        domestic = number.startswith("+49 ") and self._story.chance(0.5)
        return number.replace("+49 ", "0", 1) if domestic else number

    def _office_phone(self, country: str) -> dict[str, Any]:
        phone = self._phone(country, "office")
        return {"phone": phone[1], "phone_original": phone[0]} if phone else {}

    def _points(self, contact: Row, email: str, phone: tuple[str, str] | None) -> None:
        self._point(contact, "email", (email, email), "work" if contact["business_id"] else "private")
        if contact["business_id"] and self._story.chance(0.08):
            second = self._mail(contact["first_name"], contact["last_name"], None)
            self._point(contact, "email", (second, second), "private", primary=False)
        if phone:
            self._point(contact, "phone", phone, self._rng.choice(("mobile", "mobile", "work")))

    def _point(self, contact: Row, kind: str, text: tuple[str, str], label: str, *, primary: bool = True) -> None:
        """text: as written, and as kept."""
        self._story.rows.add(
            "contact_points", contact["created_at"], contact_id=contact, kind=kind, original=text[0], value=text[1],
            label=label, is_primary=primary,
        )  # fmt: skip

    def _role(self, rank: str) -> str:
        return str(self._rng.choice(data("people")["roles"][rank]))

    def _birthday(self) -> str | None:
        if not self._story.chance(0.4):
            return None
        born = date(1955, 1, 1) + timedelta(days=self._rng.randint(0, 16_000))
        return born.isoformat() if self._story.chance(0.6) else f"--{born:%m-%d}"

    def _custom(self) -> dict[str, str]:
        return {"prefers": self._rng.choice(data("people")["channels"])} if self._story.chance(0.35) else {}
