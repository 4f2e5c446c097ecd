"""The peer's half of `make bench-peer`: runs inside the peer's own virtual environment and never sees our code.

python tryton_side.py DATABASE CONFIG PARTIES      prints one JSON: {line: median milliseconds}
"""

import json
import random
import statistics
import sys
import time

from trytond.config import config

DATABASE, CONFIG, PARTIES = sys.argv[1], sys.argv[2], int(sys.argv[3])
config.update_etc(CONFIG)

from trytond.pool import Pool  # noqa: E402 - reads the configuration while it is imported
from trytond.transaction import Transaction  # noqa: E402

PAGE = {"limit": 100, "order": [("name", "ASC")], "fields_names": ["rec_name", "code", "email", "phone"]}
FEW = {"limit": 100, "fields_names": ["rec_name", "email"]}


class Peer:
    """An open Tryton with one company, one employee and the wanted number of parties."""

    def __init__(self):
        Pool.start()
        self.pool = Pool(DATABASE)
        with Transaction().start(DATABASE, 0, readonly=True):
            self.pool.init()
        with Transaction().start(DATABASE, 0) as transaction:
            self.user = self.pool.get("res.user").search([("login", "=", "admin")])[0].id
            self.company, self.employee = self._company()
            transaction.commit()

    def __getitem__(self, model):
        return self.pool.get(model)

    def _company(self):
        """The company and its one employee, made at the first run; opportunities need both."""
        found = self["company.company"].search([])
        if found:
            return found[0].id, self["company.employee"].search([])[0].id
        euro = self["currency.currency"].search([("code", "=", "EUR")]) or self["currency.currency"].create(
            [{"name": "Euro", "code": "EUR", "symbol": "E", "rounding": "0.01", "digits": 2}]
        )
        us, rep = self["party.party"].create([{"name": "Us"}, {"name": "Rep"}])
        (company,) = self["company.company"].create([{"party": us.id, "currency": euro[0].id}])
        (employee,) = self["company.employee"].create([{"party": rep.id, "company": company.id}])
        links = {"companies": [("add", [company.id])], "company": company.id}
        links |= {"employees": [("add", [employee.id])], "employee": employee.id}
        self["res.user"].write(self["res.user"].browse([self.user]), links)
        return company.id, employee.id

    def transaction(self):
        context = {"company": self.company, "companies": [self.company], "language": "en", "_check_access": True}
        return Transaction().start(DATABASE, self.user, context=context)

    def count(self):
        with self.transaction():
            return self["party.party"].search([], count=True)

    def load(self, wanted):
        """Parties with an e-mail and a phone each, 2,000 a transaction."""
        for first in range(self.count(), wanted, 2000):
            with self.transaction() as transaction:
                self["party.party"].create([party(i) for i in range(first, min(first + 2000, wanted))])
                transaction.commit()

    def search(self, where, **more):
        with self.transaction():
            return self["party.party"].search_read(where, **more)

    def create_party(self, i):
        mechanism = {"type": "email", "value": f"solo{i}@example.com"}
        with self.transaction() as transaction:
            self["party.party"].create([{"name": f"Solo {i}", "contact_mechanisms": [("create", [mechanism])]}])
            transaction.commit()

    def create_lead(self, i, party_ids):
        lead = {"party": party_ids[i], "description": f"Lead {i}", "company": self.company, "employee": self.employee}
        with self.transaction() as transaction:
            self["sale.opportunity"].create([lead])
            transaction.commit()


def party(i):
    mechanisms = [{"type": "email", "value": f"n{i}@ex{i % 97}.com"}, {"type": "phone", "value": f"+4917{i:08d}"}]
    return {"name": f"Name {random.Random(i).randrange(10**9)} {i}", "contact_mechanisms": [("create", mechanisms)]}


def median_ms(action, times=20):
    action(0)
    taken = []
    for i in range(1, times + 1):
        started = time.perf_counter()
        action(i)
        taken.append(1000 * (time.perf_counter() - started))
    return round(statistics.median(taken), 3)


def main():
    peer, chance = Peer(), random.Random(5)
    peer.load(PARTIES)
    ids = [row["id"] for row in peer.search([], limit=100, fields_names=["id"])]
    lines = {
        "list page": median_ms(lambda _i: peer.search([], **PAGE)),
        "deep page": median_ms(lambda _i: peer.search([], offset=max(0, PARTIES - 5000), **PAGE), 10),
        "name search": median_ms(lambda _i: peer.search([("name", "ilike", f"%{chance.randint(1000, 9999)}%")], **FEW)),
        "e-mail fragment search": median_ms(
            lambda _i: peer.search([("rec_name", "ilike", f"%n{chance.randint(1000, 9999)}@%")], **FEW), 10
        ),
        "create contact": median_ms(peer.create_party, 40),
        "create lead": median_ms(lambda i: peer.create_lead(i, ids), 40),
    }
    print(json.dumps(lines))


main()
