"""One rich, valid file of each kind, and a good CSV of each noun: what mutations begin with."""

from __future__ import annotations

from typing import Final

from tests.fuzz.desk import ESCALATION, INITIATIVE, PLAN
from tests.fuzz.services import DEFINITION, REPORT, SERVICE, SERVICE_FILE, SLA, SURVEY

CUSTOMER: Final = """\
# yaml-language-server: $schema=../../.schema/customer.json
id: c-7f3qkd
name: Müller & Söhne GmbH
kind: organisation
status: active
registered_on: 2026-08-31
source: website
external_ids:
  shop: "10423"
language: de
plz: 01067
city: Dresden
company:
  name: Müller & Söhne GmbH
  industry: Logistik
  size: 1.10
infos: |-
  zwei
  Zeilen
wizard:
  budget: 200 EUR
  wishes: 'Recherche: Reisen'
owner: jana
sales: tom
vpa: anna
contacts:
  - id: p-0c8h2k4m
    name: Erika Müller
    role: ordering
    email: e.mueller@example.org
    phone: "+49 351 0000000"
  - {id: p-0c8h2k4n, name: Max, email: max@example.org}
appointment: {at: 2026-09-02T08:00:00Z, channel: phone, with: tom, outcome: done}
bookings:
  - id: b-2k9x7d1q
    kind: package
    hours: 5
    trial: true
    booked_on: 2026-09-03
    status: used_up
    price: 99.00
  - {id: b-8s4h0m3v, kind: package, hours: 50, booked_on: 2026-11-16, status: confirmed}
class:
  - {id: k-1m5t9w2c, value: A, on: 2026-11-16, by: jana}
prio:
  - {id: k-7h3d8q6x, on: 2026-11-17, by: jana, note: "5 h trial, then 50 h"}
offer:
  - {id: k-7h3d8q6y, on: 2026-10-01, by: tom, off_on: 2026-10-20, off_by: tom}
watch:
  - {id: k-7h3d8q6z, reason: close-eye, on: 2026-11-01, by: jana}
reminders:
  - {id: m-4v6b2n8s, on: 2026-12-08, for: jana, why: wie entwickelt sich das Volumen?}
handled:
  - {id: h-9c1z5f7j, rule: second-check, trigger: b-8s4h0m3v, by: jana, on: 2026-11-17}
checks:
  - {id: k-7h3d8q70, rule: first-check, trigger: b-2k9x7d1q, on: 2026-09-08, by: jana}
services: [telefon]
demands:
  - {id: k-7h3d8q72, text: Sprachen, on: 2026-10-01}  # noch offen
consent:
  - {id: k-7h3d8q71, purpose: mail, on: 2026-08-31}
"""

LEAD: Final = """\
id: c-0a1b2c
name: Erwin Ohne
kind: person
registered_on: 2026-11-10
contacts:
  - {id: p-0c8h2k5m, name: Erwin Ohne, phone: 0351-1, email: erwin@example.org}
"""

QUIET: Final = """\
id: c-9xq2rt
name: Zoë Größe
kind: person
registered_on: 2026-03-01
owner: tom
vpa: ben
bookings:
  - {id: b-2k9x7d2q, kind: package, hours: 10, booked_on: 2026-03-03, status: used_up}
  - {id: b-2k9x7d3q, kind: package, hours: 10, booked_on: 2026-05-03, status: used_up}
  - {id: b-2k9x7d4q, kind: package, hours: 7.5, booked_on: 2026-07-03, status: confirmed}
"""

OTEAM: Final = """\
# yaml-language-server: $schema=../../.schema/oteam.json
customer: c-7f3qkd
notes:
  - id: n-1a2b3c4d
    at: 2026-11-02T09:30:00Z
    by: jana
    kind: call
    tags: [volume, "prio"]
    text: |
      ruft an: mehr Stunden

      ab Januar
    pinned: true
  - id: n-1a2b3c4e
    at: 2026-11-03
    by: tom
    situation: "Fragen"
    next_steps: >-
      anrufen,
      dann schreiben
"""

VPA_FILE: Final = """\
customer: c-7f3qkd
deadlines:
  - {id: d-1a2b3c4d, vpa: anna, on: 2026-11-25, ask: Akte anlegen, note: n-5a2b3c4d}
notes:
  - id: n-5a2b3c4d
    at: 2026-11-12T09:30
    by: jana
    kind: vpa-change
    text: Liebe Anna
    quote: {source: Chat, at: 2026-11-12}
    template: {id: vpa-change, version: "2"}
"""

REQUESTS: Final = """\
customer: c-7f3qkd
posted:
  - id: t-g3zk1q2a
    title: Belegungsplan 2027 anlegen
    posted_at: 2026-10-05T11:15:00Z
    status: done
    deadline: 2026-10-19
    budget:
      hours: 3
  - {id: t-vmm7kqn2, title: Rechnungen, posted_at: 2026-11-09, status: forwarded,
     deadline: 2026-11-24T12:00, vpa: ben}
"""

PERSON: Final = """\
# yaml-language-server: $schema=../.schema/colleague.json
id: jana
initials: JS
name: Jana Sommer
emails:
  - jana@example.org
roles: [admin, crm-lead]
departments: [Kunden]
languages: [de, pt]
calendar: berlin
manager: isabel
capacity: 32.5
active: {from: 2026-01-01}
notify: {channel: mail, digest: daily}
shifts:
  - {id: s-1a2b3c4d, on: 2026-11-18, from: 22:00, to: 06:00}
absences:
  - {id: ab-1a2b3c, from: 2026-11-16, to: 2026-11-16, half: am, replacement: tom}
"""

VPA: Final = """\
id: anna
name: Anna Lorenz
languages: [de, en]
skills: [research]
capacity_hours: 20
emails: [anna@example.org]
praise: [2026-08-01]
absences:
  - {id: ab-1a2b3d, from: 2026-12-01}
"""

CALENDAR: Final = """\
id: berlin
zone: Europe/Berlin
region: BE
valid_from: 2026-01-01
week:
  mon: [09:00-12:30, 13:15-17:30]
  tue: [09:00-17:00]
  wed: [00:00-24:00]
  fri:
    - 09:00-14:00
holidays:
  - on: 2026-12-25
    name: Erster Weihnachtstag
  - {on: 2027-03-08, name: Frauentag, region: BE}
overrides:
  - {on: 2026-12-05, from: 10:00, to: 14:00}
"""

NOTICE: Final = """\
id: a-customer-b-8s4h0m3v
event: a-customer
on: 2026-11-16
customer: c-7f3qkd
trigger: b-8s4h0m3v
to: [crm-lead]
by: tom
facts: {since: 2026-11-16, reasons: smaller-package, hours: "50"}
urgent: true
state: queued
"""

NUDGE: Final = """\
id: nudge-2026-w47-jana
event: nudge
on: 2026-11-19
to: [jana]
facts: {week: 2026-W47, deadline: 2026-11-20, open: "3"}
"""

RUN: Final = """\
id: report-2026-w46
job: report
week: 2026-W46
due: 2026-11-13T18:00
ran_at: 2026-11-13T17:00:00Z
to: [crm-lead]
result: "1"
"""

SETTINGS: Final = """\
format: 1
name: Büro Fernhand
timezone: Europe/Berlin
calendar: berlin
language: de
template_languages: [de, en]
checks_from: 2026-02-01
policy:
  no_show_days: 56
  first_check_working_days: 3
  until_max_days: 366
  week_deadline: fri
  nudge_hour: 9
  praise_days: 84
  missed_weeks: 4
notify: {host: here}
lead:
  rules:
    - {when: phone-appointment, role: sales}
    - {when: any, role: admin, strategy: round-robin}
"""

CONFIG: Final = """\
user: jana
lang: de
color: never
format: table
mail_from: jana@example.org
"""

CHAT: Final = """\
---
id: new-regular
version: "1"
reason: new-regular
audience: vpa
language: de
required: [vpa.name]
---
Liebe {{ vpa.name }},

{{ customer.name }}{% if customer.city %} aus {{ customer.city }}{% endif %} ist neu bei uns.
{% for p in packages %}- {{ p.hours }} h am {{ p.booked_on }}
{% endfor %}
{% for key, value in customer.wizard.items() %}{{ key }}: {{ value }}
{% endfor %}
[[ANPASSEN: was steht an?]] bis {{ deadline or 'bald' }}
{{ sender.name }}
"""

NOTICE_TEXT: Final = """\
---
id: notice-a-customer
version: "1"
audience: team
language: de
---
{{ recipient.name }}: {{ customer.name }} seit {{ facts.since }} ({{ facts.reasons }})
"""

FILES: Final = {
    "customer": ("customers/7f/c-7f3qkd.yaml", CUSTOMER),
    "oteam": ("customers/7f/c-7f3qkd.oteam.yaml", OTEAM),
    "vpa-file": ("customers/7f/c-7f3qkd.vpa.yaml", VPA_FILE),
    "requests": ("customers/7f/c-7f3qkd.requests.yaml", REQUESTS),
    "service-file": ("customers/7f/c-7f3qkd.service.yaml", SERVICE_FILE),
    "team": ("team/jana.yaml", PERSON),
    "vpa": ("vpas/anna.yaml", VPA),
    "calendar": ("calendars/berlin.yaml", CALENDAR),
    "service": ("services/telefon.yaml", SERVICE),
    "sla": ("slas/default.yaml", SLA),
    "survey": ("surveys/sv-e1q4xz.yaml", SURVEY),
    "definition": ("processes/complaints.yaml", DEFINITION),
    "report-record": ("reports/complaints-2026q3.yaml", REPORT),
    "escalation": ("escalations/es-5m2k8q.yaml", ESCALATION),
    "initiative": ("initiatives/in-4k7d2m.yaml", INITIATIVE),
    "plan": ("plans/pl-3f8h2k.yaml", PLAN),
    "notice": ("outbox/a-customer-b-8s4h0m3v.yaml", NOTICE),
    "run": ("runs/report-2026-w46.yaml", RUN),
    "settings": ("clm.yaml", SETTINGS),
}
"""Of each kind of `clm.store.kinds` a file: where it lies, and its text."""

REST: Final = {
    "customers/0a/c-0a1b2c.yaml": LEAD,
    "customers/9x/c-9xq2rt.yaml": QUIET,
    "team/tom.yaml": "id: tom\ninitials: TB\nname: Tom Berger\nemails: [tom@example.org]\n"
    "roles: [admin, sales]\n",
    "team/isabel.yaml": "id: isabel\ninitials: IK\nname: Isabel Kern\n"
    "emails: [isabel@example.org]\nroles: [crm-lead, lead-distributor, team-lead]\n",
    "team/desk.yaml": "id: desk\nname: Empfang\nemails: [desk@example.org]\nshared: true\n",
    "vpas/ben.yaml": "id: ben\nname: Ben Falk\n",
    "outbox/nudge-2026-w47-jana.yaml": NUDGE,
}
"""The other files of the folder."""

TEMPLATES: Final = {
    "templates/de/new-regular.md.j2": CHAT,
    "templates/de/notice-a-customer.md.j2": NOTICE_TEXT,
}

CSV: Final = {
    "customers": "external_id;name;email;phone;registered_on;owner;class;company;plz\n"
    "10423;Müller & Söhne GmbH;e.mueller@example.org;+49 351;2026-08-31;jana;A;Müller;01067\n"
    '77;"Ada ""die"" Erste";ada@example.org;;2026-11-02;;;;\n'
    "78;Bo;bo@example.org;0351/22;2026-10-25;tom;none;Bo AG;1.10\n",
    "bookings": "customer,booked_on,hours,kind,trial,status,price,order\n"
    "c-7f3qkd,2026-09-03,5,package,true,used_up,99.00,\n"
    "shop:10423,2026-11-18,7.5,package,false,confirmed,,A-1\n"
    "c-9xq2rt,2026-11-18,,addon,,active,12.5000,A-2\n",
    "tasks": "customer\ttitle\tposted_at\tdeadline\tvpa\tstatus\n"
    "c-7f3qkd\tRechnungen\t2026-11-09\t2026-11-24T12:00\tben\tforwarded\n"
    "c-9xq2rt\tHotels suchen\t2026-11-17T09:30:00Z\t\t\tdraft\n",
}
MAP: Final = "Nummer: external_id\nName: name\nMail: email\nBemerkung:\n"
