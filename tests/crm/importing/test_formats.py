"""Files as other programs really write them."""

import json

import pytest

from tests.crm.importing.conftest import Desk

GOOGLE = (
    "First Name,Middle Name,Last Name,Nickname,File As,Organization Name,Organization Title,Birthday,Notes,Photo,"
    "Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Address 1 - Street,Address 1 - City,Address 1 - Country\n"
    "Grace,B,Hopper,Amazing,,US Navy,Admiral,1906-12-09,Line one\nline two,,* myContacts ::: Navy,* Work,"
    "Grace@navy.example,Other,g@x.example ::: gg@x.example,Mobile,+1 650-253-0000,1 Main St,Arlington,USA\n"
).replace("Line one\nline two", '"Line one\nline two"')
OUTLOOK = (
    "First Name,Last Name,Company,Job Title,Business Street,Business City,Business Phone,Mobile Phone,E-mail Address,"
    "E-mail 2 Address,Birthday,Categories,Notes\n"
    "Ann,Lee,Acme,CEO,1 High St,Bonn,0228 123456,+49 171 1234567,ann@x.example,ann2@x.example,0/0/00,VIP;Press,Hello\n"
)
PIPEDRIVE_DEALS = (
    "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Status,Deal - Stage,Deal - Pipeline,"
    "Deal - Deal created,Deal - Won time,Deal - Contact person,Deal - Organization\n"
    "7,Roof,1200.5,USD,Won,Proposal Made,Build,2024-01-02 10:00:00,2024-02-03 11:00:00,Ann Lee,Acme\n"
    "8,Door,300,USD,Open,Lead In,Build,2024-01-02 10:00:00,,,Acme\n"
)
SALESFORCE = (
    "Id,LastName,FirstName,Company,Email,Status,LeadSource,CreatedDate\n"
    "00Q1,Lee,Ann,Acme,ann@x.example,Working - Contacted,Web,2024-01-02T10:00:00.000+0000\n"
)
THUNDERBIRD = (
    "First Name,Last Name,Display Name,Nickname,Primary Email,Work Phone,Birth Year,Birth Month,Birth Day,"
    "Organization\n"
    "Ann,Lee,Ann Lee,,ann@x.example,+49 30 1234567,1980,5,7,Acme\n"
)
GERMAN = "Vorname;Nachname;E-Mail-Adresse;Telefon;Firma;Ort\nJörg;Müller;joerg@x.example;030 1234567;Bäcker;Köln\n"
LINKEDIN = (
    'Notes:\n"When exporting, you may notice that some addresses are missing."\n\n'
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Priya,Sharma,https://l.example/in/p1,,Razor,Engineer,12 Mar 2021\n"
    "Priya,Sharma,https://l.example/in/p2,,Razor,Engineer,01 Feb 2022\n,,,,,,01 Jan 2023\n"
)


@pytest.mark.parametrize(
    ("content", "source", "kind", "created"),
    [
        (GOOGLE, "google", "contacts", 1), (OUTLOOK, "outlook", "contacts", 1),
        (PIPEDRIVE_DEALS, "pipedrive", "deals", 2),
        (SALESFORCE, "salesforce", "contacts", 1), (THUNDERBIRD, "thunderbird", "contacts", 1),
        (GERMAN, "csv", "contacts", 1), (LINKEDIN, "linkedin", "contacts", 2),
        ("ann@x.example\nbo@x.example\n", "csv", "contacts", 2),
        ("Name,Phone\nAnn,+1 650 253 0000\n", "csv", "contacts", 1),
        ("Company,Industry,Website\nAcme,Retail,https://acme.example\n", "csv", "businesses", 1),
        ("Task,Due date,Status,Priority\nCall Ann,2026-05-01,Not started,High\n", "csv", "tasks", 1),
        ("Project,Client,Description,Start date,Start time,End time\nSite,Acme,Draft,2026-02-01,09:00,10:30\n",
         "csv", "time_entries", 1),
        ("Date,Type,Direction,Contact email,Notes\n2026-02-01 10:00,Call,Inbound,a@x.example,Hi\n",
         "csv", "interactions", 1),
        ("Subject,Start Date,Start Time,End Date,End Time,Location\nMeet,2026-03-05,09:00,2026-03-05,10:00,Bonn\n",
         "csv", "events", 1),
    ],
)  # fmt: skip
def test_a_file_is_recognised_by_its_heads(desk: Desk, content: str, source: str, kind: str, created: int) -> None:
    before = desk.dump()
    done = desk.take(content)
    assert (done.source, done.kind, done.created) == (source, kind, created)
    assert done.created + done.updated + done.skipped + len(done.errors) == done.rows
    again = desk.take(content)
    assert (again.created, again.updated) == (0, 0)
    desk.undo(done)
    assert desk.dump() == before


def test_google_values_arrive_where_they_belong(desk: Desk) -> None:
    desk.take(GOOGLE)
    found = desk.rows("SELECT first_name, last_name, role, birthday, city, notes, email FROM contacts")
    assert found == [
        ("Grace B", "Hopper", "Admiral", "1906-12-09", "Arlington", "Line one\nline two", "grace@navy.example")
    ]
    points = desk.rows("SELECT kind, value, label, is_primary FROM contact_points ORDER BY id")
    assert points == [
        ("email", "grace@navy.example", "work", 1), ("email", "g@x.example", "Other", 0),
        ("email", "gg@x.example", "Other", 0), ("phone", "+16502530000", "mobile", 1),
    ]  # fmt: skip
    assert desk.rows("SELECT name FROM tags") == [("Navy",)]
    assert desk.rows("SELECT name FROM businesses") == [("US Navy",)]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(desk: Desk) -> None:
    done = desk.take(LINKEDIN)
    assert [(error["row"], error["field"]) for error in done.errors] == [(7, "name")]


def test_pipelines_and_stages_are_made_as_found(desk: Desk) -> None:
    desk.take(PIPEDRIVE_DEALS)
    stages = desk.rows(
        "SELECT s.name, s.kind FROM stages s JOIN pipelines p ON p.id = s.pipeline_id "
        "WHERE p.name = 'Build' ORDER BY s.position"
    )
    assert stages == [("Lead In", "open"), ("Won", "won")]
    assert desk.rows("SELECT value_cents, currency, won FROM deals ORDER BY id") == [
        (120050, "USD", 1),
        (30000, "USD", None),
    ]


def test_hours_land_on_their_project_and_client(desk: Desk) -> None:
    desk.take(
        "Project,Client,Description,Billable,Start date,Start time,Duration\n"
        "Site,Acme,Draft,Yes,02/13/2026,09:00,01:30:00\n"
    )
    found = desk.rows(
        "SELECT t.started_at, t.ended_at, t.duration_minutes, p.name, b.name FROM time_entries t "
        "JOIN projects p ON p.id = t.project_id JOIN businesses b ON b.id = p.business_id"
    )
    assert found == [("2026-02-13 08:00:00.000000", "2026-02-13 09:30:00.000000", 90, "Site", "Acme")]


CARDS = """\
BEGIN:VCARD
VERSION:3.0
N:Doe;John;James;Mr.;
item1.EMAIL;type=INTERNET;type=pref:John@X.example
item2.TEL:650-253-0000
item2.X-ABLabel:_$!<AssistantPhone>!$_
ORG:IBM;Accounting
NOTE:one\\, two
  three\\nfour
BDAY;value=date:2012-06-06
PHOTO;ENCODING=b;TYPE=JPEG:AAAA
 BBBB
END:VCARD
begin:vcard
n:geiser;ian
email;internet:ian@x.example
end:vcard
BEGIN:VCARD
FN
N:
TEL;WORK;VOICE:(617) 236-0442
ORG:Ximian, Inc.
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg
NOTE;ENCODING=QUOTED-PRINTABLE:soft =
break=0D=0Aend
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Simon Perreault
N:Perreault;Simon;;;ing. jr,M.Sc.
BDAY:--0203
TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102
CATEGORIES:Friend,Press
END:VCARD
"""


def test_cards_of_all_versions_are_read(desk: Desk) -> None:
    done = desk.take(CARDS.replace("\n", "\r\n"), "cards.vcf")
    assert (done.kind, done.created, done.errors) == ("contacts", 5, [])
    assert desk.rows("SELECT name, email, phone, birthday FROM contacts ORDER BY id") == [
        ("John James Doe", "john@x.example", "+16502530000", "2012-06-06"),
        ("ian geiser", "ian@x.example", None, None),
        ("Ximian, Inc.", None, "+16172360442", None),
        ("Jörg Müller", None, None, None),
        ("Simon Perreault", None, "+14186569254;ext=102", "--02-03"),
    ]
    assert desk.one("SELECT notes FROM contacts WHERE last_name = 'Doe'") == "one, two three\nfour"
    assert desk.one("SELECT notes FROM contacts WHERE last_name = 'Müller'") == "soft break\r\nend"
    assert desk.one("SELECT label FROM contact_points WHERE value = '+16502530000'") == "AssistantPhone"
    assert desk.rows("SELECT name FROM tags ORDER BY name") == [("Friend",), ("Press",)]
    assert (desk.take(CARDS, "cards.vcf").created, desk.one("SELECT count(*) FROM contacts")) == (0, 5)


def test_calendars_bring_events(desk: Desk) -> None:
    calendar = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u1\nSUMMARY:Kick-off\\, short\n"
        "DTSTART;TZID=America/New_York:20260105T090000\n"
        "DURATION:PT90M\nLOCATION:Bonn\nBEGIN:VALARM\nSUMMARY:no\nEND:VALARM\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:u2\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20260110\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert desk.take(calendar, "c.ics").created == 2
    assert desk.rows("SELECT title, starts_at, ends_at FROM events ORDER BY id") == [
        ("Kick-off, short", "2026-01-05 14:00:00.000000", "2026-01-05 15:30:00.000000"),
        ("Fair", "2026-01-10 12:00:00.000000", None),
    ]
    assert desk.take(calendar, "c.ics").created == 0


def test_a_mapping_file_says_what_columns_mean(desk: Desk) -> None:
    rules = desk.file(
        json.dumps(
            {
                "kind": "deals",
                "columns": {"Ref": "external_id", "What": "title", "Sum": "value", "When": "closed_at",
                            "Who": "contact_email", "Junk": None},
                "constants": {"won": True, "source": "Trade show"},
                "day_first": True,
            }
        ),
        "map.json",
    )  # fmt: skip
    content = 'Ref,What,Sum,When,Who,Junk,Extra\nX1,Site,"1.234,50",03/04/2024,ann@x.example,j,e\n'
    done = desk.take(content, mapping=rules)
    assert (done.created, done.kind, done.source) == (1, "deals", "csv")
    found = desk.rows("SELECT title, value_cents, won, date(closed_at), source, custom FROM deals")
    assert found == [("Site", 123450, 1, "2024-04-03", "event", '{"extra": "e"}')]
    desk.take("external_id,email,first_name\nP1,ann@x.example,Ann\n", "people.csv")
    assert desk.one("SELECT c.first_name FROM deals d JOIN contacts c ON c.id = d.contact_id") == "Ann"


def test_own_field_names_work_as_heads(desk: Desk) -> None:
    desk.take("first_name,last_name,external_id\nAnn,Lee,P9\n", "people.csv")
    desk.take("title,value_cents,stage,created_at,closed_at,won,contact_external_id\n"
              "Site,120050,Won,2024-01-01T10:00:00+02:00,2024-01-05T10:00:00+02:00,true,P9\n", "deals.csv")  # fmt: skip
    found = desk.rows("SELECT d.value_cents, d.closed_at, c.name FROM deals d JOIN contacts c ON c.id = d.contact_id")
    assert found == [(120050, "2024-01-05 08:00:00.000000", "Ann Lee")]
    offset = desk.one("SELECT utc_offset_minutes FROM activity_logs WHERE action = 'deal_closed'")
    assert offset == 120
