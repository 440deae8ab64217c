"""Files of the services, for the fuzz: each kind of `clm.store.kinds` that is about them."""

from __future__ import annotations

from typing import Final

SERVICE_FILE: Final = """\
customer: c-7f3qkd
complaints:
  - id: cm-rmzvad
    received_at: 2026-11-12T10:20
    channel: email
    complainant: p-0c8h2k4m
    text: Zwei Kundinnen bekamen die Erinnerung an ihre Linsen doppelt, eine mit fremdem Namen.
    remedy_sought: Entschuldigung an die Kundinnen und keine fremden Namen mehr
    service: telefon
    category: data
    about:
      - anna
    handler: jana
    severity: high
    implication: Personenbezogene Daten gingen an die falsche Adresse
    complexity: medium
    impact: medium
    immediate: true
    events:
      - id: k-y09qathg
        at: 2026-11-12T09:50:00Z
        by: tom
        kind: status
        to: received
      - id: k-crkn16ye
        at: 2026-11-12T09:50:00Z
        by: tom
        kind: handler
        to: tom
      - id: k-awdee7st
        at: 2026-11-12T10:05:00Z
        by: tom
        kind: status
        from: received
        to: acknowledged
      - id: k-tfzyjeaj
        at: 2026-11-13T08:30:00Z
        by: tom
        kind: status
        from: acknowledged
        to: assessed
      - id: k-brmm7mma
        at: 2026-11-13T08:40:00Z
        by: tom
        kind: status
        from: assessed
        to: investigating
        note: Versand angehalten, Anna prüft die Vorlage
      - id: k-r6sb7nr4
        at: 2026-11-17T09:15:00Z
        by: tom
        kind: update
        note: Die Ursache ist gefunden, die Antwort folgt bis Donnerstag
reviews:
  - id: rv-6j4b16
    planned_on: 2026-10-14
    held_on: 2026-10-14
    by: tom
    ours:
      - tom
    theirs:
      - p-0c8h2k4m
    topics:
      - Terminerinnerungen
    findings:
      - Die Erinnerungen sparen zwei Stunden in der Woche
    decisions:
      - Erinnerungen auch für Linsen
    signed_off_on: 2026-10-21
    signed_off_by: p-0c8h2k4m
  - id: rv-zv0qcr
    planned_on: 2027-01-14
sla:
  - id: notdienst
    name: Telefondienst Solartechnik
    services:
      - telefon
    targets:
      low:
        first_response: 4h
        solution: 40h
      normal:
        first_response: 2h
        update: 8h
        solution: 24h
      high:
        first_response: 1h
        update: 4h
        solution: 16h
    pauses:
      - customer
      - third
    valid_from: 2026-07-01
    valid_to: 2027-06-30
    review_on: 2027-04-01
    owner: tom
    signed_on: 2026-06-18
    notice: Anruf bei Frau Thomsen am selben Tag.
"""

SERVICE: Final = """\
id: telefon
name: Telefondienst
description: Wir nehmen Anrufe unter der Nummer des Kunden an und geben weiter, was eilt.
status: production
owner: tom
contact: tom
prices:
  Stunde: 38.00
  Monat Rufnummer: 12.50
options:
  wochenende: auch samstags und sonntags
  englisch: Annahme auf Englisch
sla: default
suppliers:
  - Rufwerk Telefonie GmbH
offered_on: 2024-03-01
"""

SLA: Final = """\
id: default
name: Standard
default: true
targets:
  low:
    first_response: 16h
    update: 40h
    solution: 120h
  normal:
    first_response: 8h
    update: 24h
    solution: 80h
  high:
    first_response: 2h
    update: 8h
    solution: 24h
pauses:
  - customer
valid_from: 2026-01-01
review_on: 2027-01-15
owner: jana
notice: Der Kunde erfährt es innerhalb eines Arbeitstags, am Telefon oder per Mail.
"""

SURVEY: Final = """\
id: sv-e1q4xz
title: Kundenzufriedenheit drittes Quartal
purpose: Wie zufrieden sind Kunden mit Paketen, und würden sie uns weiterempfehlen?
scope: Alle Leistungen der Kundenbetreuung, einmal im Quartal
population: bookings >= 1
sample:
  method: stratified
  size: 22
  by: phase
  seed: q3-2026
  drawn_on: 2026-09-07
  strata:
    - id: existing
      population: 13
      able: 13
      asked: 10
    - id: first
      population: 10
      able: 10
      asked: 8
    - id: second
      population: 5
      able: 5
      asked: 4
questions:
  - id: nps
    kind: nps
    text:
      de: Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen (0 bis 10)?
      en: How likely are you to recommend us (0 to 10)?
      pt: Qual é a probabilidade de nos recomendar (0 a 10)?
  - id: csat
    kind: csat
    text:
      de: Wie zufrieden sind Sie mit uns (1 gar nicht bis 5 sehr)?
      en: How satisfied are you with us (1 not at all to 5 very)?
      pt: Qual é o seu grau de satisfação connosco (1 nada a 5 muito)?
  - id: text
    kind: text
    text:
      de: Was sollen wir besser machen?
      en: What should we do better?
      pt: O que devemos fazer melhor?
channel: email
owner: isabel
opens_on: 2026-09-07
closes_on: 2026-09-25
closed_on: 2026-09-30
closed_by: isabel
conclusions: Rückrufe am Nachmittag werden verbessert.
invitations:
  - id: iv-b9y13nar
    customer: c-7f3qkd
    contact: p-r7826bn0
    on: 2026-09-07
    by: isabel
  - id: iv-2zr10v5k
    customer: c-9xq2rt
    contact: p-rt8hy09p
    on: 2026-09-07
    by: isabel
  - id: iv-qcdrsv64
    customer: c-0a1b2c
    contact: p-7cvg3vtx
    on: 2026-09-07
    by: isabel
answers:
  - id: an-bkwbcewq
    invitation: iv-b9y13nar
    on: 2026-09-08
    by: isabel
    values:
      nps: 9
      csat: 5
  - id: an-qxhrbd4j
    invitation: iv-qcdrsv64
    on: 2026-09-08
    by: isabel
    values:
      nps: 10
      csat: 5
      text: Bitte so weitermachen
  - id: an-cmt7ww0n
    invitation: iv-2zr10v5k
    on: 2026-09-09
    by: isabel
    values:
      nps: 9
      csat: 4
"""

DEFINITION: Final = """\
id: complaints
name: Beschwerden bearbeiten
version: 1.0
owner: isabel
review_on: 2027-03-01
steps:
  - Aufnehmen, was gesagt wurde, und welche Abhilfe gewünscht ist
  - Den Eingang bestätigen
  - 'Bewerten: Schwere, Folgen, Schwierigkeit, Auswirkung'
  - Untersuchen; wen sie betrifft, bearbeitet sie nicht
  - Mit einer Entscheidung antworten; eskalieren, wo der übliche Weg scheitert
  - Mit Zustimmung, Ursache und Maßnahmen abschließen
  - Jedes Quartal alle Beschwerden und offenen Maßnahmen ansehen
deadlines:
  Bestätigt: complaint_acknowledge_working_days
  Bewertet: complaint_assess_working_days
  Beantwortet: complaint_answer_working_days
  Abgeschlossen: complaint_close_working_days
  Alle Beschwerden angesehen: complaint_review_days
roles:
  - admin
  - crm-lead
  - manager
templates:
  - notice-a-customer
  - new-regular
"""

REPORT: Final = """\
id: complaints-2026q3
kind: complaints
period: 2026-Q3
first: 2026-07-01
last: 2026-09-30
at: 2026-10-08T19:56:54Z
by: isabel
figures:
  received: 1
  before: 0
  open: 0
  reopened: 0
  acknowledge-in-time: 1/1
  acknowledge-working-days: 0.0
  answer-in-time: 1/1
  answer-working-days: 6.0
  close-in-time: 1/1
  close-working-days: 10.0
  category:quality: 1
  service:telefon: 1
  severity:medium: 1
  vpa:greta: 1
  manager:mia: 1
  repeated: 0
  open-actions: 0
  overdue-actions: 0
conclusions: Eine Beschwerde, rechtzeitig beantwortet und abgeschlossen.
actions:
  - Listen der Kunden jedes Quartal mit ihnen abgleichen (mia)
"""
