"""What the manager's desk keeps, for the fuzz: an escalation, an initiative, a plan."""

from __future__ import annotations

from typing import Final

ESCALATION: Final = """\
# yaml-language-server: $schema=../.schema/escalation.json
id: es-5m2k8q
customer: c-7f3qkd
source: task
of: t-g3zk1q2a
breach: 2026-11-17T17:00:00Z
reason: overdue
text: "Der Bericht fehlt: der Kunde wartet"  # seit Montag
requested_by_customer: true
at: 2026-11-17T17:00:00Z
by: jana
level: 1
to: isabel
due: 2026-11-20
events:
  - id: k-3f8h2k5m
    at: 2026-11-17T17:00:00Z
    by: jana
    kind: level
    to: "1"
    whom: isabel
  - id: k-9d4s7w1c
    at: 2026-11-18T08:10:00Z
    by: isabel
    kind: status
    from: open
    to: accepted
    note: Ich rufe an.
compromise:
  text: Zwei Stunden gutgeschrieben
  by: isabel
  on: 2026-11-18
  cost: 66.00
  approved: true
  approved_by: tom
  approved_on: 2026-11-18
  follow_up_on: 2026-12-02
resolution: Bericht geliefert
true_cause: capacity
true_cause_note: zu viele Aufgaben in einer Woche
"""

INITIATIVE: Final = """\
id: in-4k7d2m
title: Zurück im Advent
kind: win-back
owner: isabel
segment: inactive and class in (A, B)
from: 2026-11-23
to: 2026-12-18
budget: 200.00
template: initiative-win-back
language: de
sending: mail
control: 20
seed: "1"
converts_days: 60
snapshots:
  - id: sn-7h3d8q
    on: 2026-11-18
    by: isabel
    query: inactive and class in (A, B)
    found: 3
    left_out:
      opted-out: 1
recipients:
  - id: rc-2k9x7d1q
    customer: c-7f3qkd
    contact: p-0c8h2k4m
    snapshot: sn-7h3d8q
    status: sent
    added_on: 2026-11-18
    sent_at: 2026-11-18T09:30:00Z
  - id: rc-8s4h0m3v
    customer: c-9xq2rt
    snapshot: sn-7h3d8q
    group: control
    added_on: 2026-11-18
"""

PLAN: Final = """\
id: pl-3f8h2k
title: Plan 2027
vision: |
  Jeder Kunde hat jemanden, der ihn kennt.
owner: isabel
from: 2026-11-01
to: 2027-12-31
goals:
  - id: g-5m2k8q
    text: Mehr Bestandskunden
    horizon: long
    owner: jana
    measure: "customers: phase = existing"
    of: "customers: status = active"
    baseline: -20
    target: 35
    from: 2026-11-16
    due: 2027-12-31
  - id: g-9d4s7w
    text: Jede Anfrage am ersten Tag
    horizon: short
    owner: tom
    due: 2027-03-31
    status: reached
    status_on: 2026-11-18
    status_by: isabel
reviews:
  - id: k-w4h3d8q6
    on: 2026-11-18
    held_on: 2026-11-18
    by: isabel
    note: auf dem Weg
    figures:
      g-5m2k8q: "22"
  - id: k-w5t9w2cm
    on: 2027-02-15
"""
