"""What is told to be a secret, and what is not. All numbers are the published examples, or made up.

A3.19: passwords and IBAN-like strings are found; where a secret is kept is wanted.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.secrets import find_secrets

PASSWORDS = """
Passwort: x
Passwort: geheim
Passwort:Hund99
**Passwort**: Hund
Passwort: „Sommerregen“
Passwort für das Portal: Katze
Passwort = 4711
Passwörter: Hund, Katze
Das Passwort lautet Sommer
Kennwort ist Sommer2024
WLAN-Passwort: fernhand
Adminpasswort -> Fernhand
pw=geheim1
PWD geheim#los
Benutzer jana, Passwort Hund99
pass: Hund99
PIN 4711
PIN: 0815
PIN-Nummer: 4711
Geheimzahl 4711
WLAN-Schlüssel: Regenbogen
WLAN Key Sommer2026
Passwort - Sommer2026
Passwort – Sommer2026
Passwort: im Tresor (Sommer2026!)
Passwort: siehe Tresor. Sonst: Sommer2026!
Passwort 12345678
PW ist 12345678
TAN: 123456
Zugang: jana / Hund99!
Login: jana@kunde.example / Fern2024
password hunter2
password: correct horse battery staple
password is Hunter2
senha: abacate
senha é abacate7
Ｐａｓｓｗｏｒｔ: Hund
Login: maria / Sommer2024!
PW maria2024
Kennwort lautet wie der Hund, Bello7
User anna, PW: Hallo123
Mein Passwort für Outlook ist Katze123
Passwort für das Portal ist Katze7
Passwort von Frau Muster ist Bello77
Passwort zum Portal Sommer24
Passwort geändert: Sommer24
neues PW gesetzt: Sommer24
Kennwort "Sesam"
Passwort „Sesam öffne dich“
Pwd. Katze77
Passw.: Katze77
Portal-PW: Katze77
Portal-Login: maria / Sommer24
Zugang Portal: maria / Sommer24
Handy-PIN: 1234
SIM-PIN 1234
Kartenpin 1234
PIN der Alarmanlage: 4711
Die PIN der Alarmanlage ist 4711
PIN-Code: 4711
Türcode 4711
Alarmcode: 4711#
TAN 123456
the password is hunter2 btw
The password is "hunter2"
password for the portal is hunter2
password changed to hunter2
password is now hunter22
password: sunshine
pass: sunshine1
pin 4711 for the alarm
pin code 4711
door code: 4711
credentials: anna / Hello123
senha do portal: flor1987
a senha do portal é flor1987
senha de acesso ao portal: flor1987
senha nova: flor
palavra-passe é flor1987
pin do alarme 4711
código de acesso: 4711
acesso: maria / flor1987
"""
ACCOUNTS = """
DE89 3704 0044 0532 0130 00
Bitte von DE89370400440532013000 abbuchen
de89 3704 0044 0532 0130 00
DE89-3704-0044-0532-0130-00, Erika Muster
PT50 0002 0123 1234 5678 9015 4
Konto GB82 WEST 1234 5698 7654 32.
IBAN: DE11 1111 1111 1111 1111 11
Kontonummer 532013000, BLZ 37040044
Kto.-Nr. 0532 0130 00
"""
CARDS = """
4111 1111 1111 1111
4111.1111.1111.1111
Karte 5555555555554444, gültig bis 12/29
3782 822463 10005
3056-930902-5904
6011111111111117
"""
KEYS = """
-----BEGIN OPENSSH PRIVATE KEY-----
-----BEGIN RSA PRIVATE KEY-----
AGE-SECRET-KEY-1ABC
"""
TOKENS = """
ghp_abcdefghijklmnopqrstuvwxyz0123456789
eyJhbGciOiJI.eyJzdWIiOiIx.x
API-Key: 9f86d081884c7d659a2feaa0
Bearer abcdef1234567890abcdef
xK9mQ2vL8nR4tY6wZ1aB3cD5eF7gH0jP
"""
ADDRESSES = "https://jana:geheim@portal.example/x"

NONE = """
Passwort liegt im Tresor der Kundin
Passwort: im Tresor
Passwort: siehe Tresor, Ordner Müller
Passwort: Kundentresor
Passwort: „siehe Tresor“
Passwort: 1Password
Passwort: KeePass
Passwort: n-7f3qkd01
Passwort: https://tresor.example/x
Passwort: ****
Passwort: xxx
Passwort: unverändert
Passwort: fragt Erika Müller
Passwort 2026 geändert
Passwort - liegt im Tresor
Passwort: -
Passwort: k.A.
Passwort: bei Frau Müller
Passwort: Frau Müller fragen
Passwort: wird telefonisch durchgegeben
Passwort geändert
Passwort vergessen?
Passwort Reset 12:30
Passwort-Reset: Link geschickt
Passwort zurückgesetzt am 12.11.2026 um 12:30
Passwort liegt im Tresor: Ordner Müller
Passwort Office365 liegt im Tresor
Passwort an jana@example.org geschickt
Das Passwort ist sicher und neu
Passwort
Passwortmanager: Bitwarden
Wir haben PW und Zugang getauscht
Zugang liegt im Tresor unter Nordlicht
Zugang: Portal / Ordner7 im Tresor
Zugangsdaten: siehe Tresor / Ordner Müller
Login: jana@kunde.example
Pass: liegt bei der Kundin
Pin auf der Karte setzen
TAN: per App
password is in the vault
password: see vault
password reset link sent
senha: ver cofre
A senha está no cofre
desenha: logótipo
Tel. +49 351 4567890, mobil 0170 1234567
+4915123456789012
Auftrag A-881, Rechnung 2026-004711
Bestellnummer 4711081512345678
Bestellung 5100 0000 0000 0000
Vorgang 41111111 11111111
Termin 18.11.2026 10:00-12:00, 2026-11-18, 18:30
USt-IdNr. DE123456789
Kundennummer DE12 3456
Aktenzeichen DE11 1111 1111 1111 1111 11
Projekt QQ89 3704 0044 0532 0130 00
Sendung 00340434161094042557
zur Kontonummer fragen
Kundenkontonummer 4711123
Token liegt im Tresor
Token: donaudampfschifffahrt
https://docs.example/document/d/1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789/edit
5d41402abc4b2a76b9719d911017c592d3b07384
https://portal.example:8443/anna@home
Bitte Boarding Pass am Freitag schicken
Boarding Pass: LH2034 um 12:30
Das Passwort kennt nur Herr Muster
Zugang über das Portal / Frau Beispiel hilft
Zugang: über Frau Muster / Herrn Beispiel
Login: 3x fehlgeschlagen, 12:30 / 12:45
Passwort zurückgesetzt am 03.09.2026
Passwort erneuert: 03.09.2026
Passwort geändert: Frau Muster weiß Bescheid
Passwort gesetzt, Ticket 4711
Passwort für Office365 fehlt
Passwort für das Portal ist im Tresor
Passwort fürs Portal? Frau Muster fragen: 0351 123456
Passwort lautet anders als gedacht
Passwort "vergessen" anklicken
Passwort „Shop“ liegt im Tresor
Passwort: erledigt
Passwort: ok
Passwort: s. Tresor
Passwort: mind. 12 Zeichen
Passwort: nie aufschreiben
Passwort: wie besprochen im Tresor, Ordner7
TAN-Verfahren: photoTAN
Frau Tan: 0351 123456
Pass gültig bis 2027-05-01
PIN wurde per Post geschickt
PIN: per SMS
Türcode: beim Hausmeister
Zugangscode: per SMS
Reset password: done
password change: 2026-09-03
password reset for anna@kunde.example
password: same as always
password set to expire in 2027
pass on: the flyer
all tests pass: 4711 of 4711
gate code: ask the porter
pin: by post
senha alterada em 03/09/2026
senha: só o João sabe
palavra-passe: redefinida
a senha é conhecida só pelo João
código de acesso: pedir à Ana
acesso: pelo portal / falar com a Ana
"""


def lines(text: str) -> list[str]:
    return text.strip().split("\n")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (line, kind)
        for kind, text in (
            ("a password", PASSWORDS),
            ("an account number", ACCOUNTS),
            ("a card number", CARDS),
            ("a private key", KEYS),
            ("an access token", TOKENS),
            ("an address with a password in it", ADDRESSES),
        )
        for line in lines(text)
    ],
)
def test_a_secret_is_found(text: str, kind: str) -> None:  # A3.19
    assert find_secrets(text) == [f"line 1: {kind}"]


@pytest.mark.parametrize("text", lines(NONE))
def test_what_is_none_is_left_alone(text: str) -> None:  # A3.19: where it is kept is wanted
    assert find_secrets(text) == []


def test_where_it_stands_is_told_once_and_never_what_it_is() -> None:
    text = "Portal:\npw=Hund99, pw=Katze77\nDE89370400440532013000\nalles gut\nPasswort:\nSommer"
    assert find_secrets(text) == [
        "line 2: a password", "line 3: an account number", "line 5: a password",
    ]  # fmt: skip
    assert find_secrets("das Passwort\nRechnung2024") == []
    assert find_secrets("Passwort\nSommer2026") == ["line 1: a password"]
    assert find_secrets("DE89 3704 0044\n0532 0130 00") == ["line 1: an account number"]


@given(st.text(), st.text(st.sampled_from("Passwort:= \nzugang/pin1234DE89-.@"), max_size=80))
def test_any_text_has_an_answer(text: str, near: str) -> None:
    for one in (text, near):
        breaks = one.count("\n") + 1
        assert all(0 < int(said.split()[1][:-1]) <= breaks for said in find_secrets(one))
