"""A push judged without a disk: whatever its bytes are, only new entries are ever let in."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from hashlib import sha1
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import pytest

from clm.domain.gate import PushedFile, Rules
from clm.errors import RefusedError
from clm.services.pushes import judge
from clm.store.quarantine import Kind, Objects
from clm.store.reading import read
from clm.store.trees import tree_bytes
from tests.shared import OURS, VPA_FILE

if TYPE_CHECKING:
    from clm.services.pushes import Verdict

FILE: Final = f"customers/7f/{OURS}.vpa.yaml"
RULES: Final = Rules(
    "anna", {}, date(2026, 11, 16), datetime(2026, 11, 18, tzinfo=UTC), ZoneInfo("Europe/Berlin")
)
WRITTEN: Final = int(datetime(2026, 11, 17, tzinfo=UTC).timestamp())
NEW: Final = "  - text: Ein guter Eintrag.\n  - at: 2026-11-17\n    situation: Noch einer.\n"


class Fake(Objects):
    """Objects in memory, under whatever name."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, bytes]] = {}

    def put(self, kind: Kind, data: bytes) -> str:
        """Keep an object; answers its id."""
        whole = b"%s %d\0%s" % (kind.encode(), len(data), data)
        name = sha1(whole, usedforsecurity=False).hexdigest()
        self.held[name] = kind, data
        return name

    def get(self, kind: Kind, name: str) -> bytes:
        """As the real ones, without a share."""
        held, data = self.held.get(name, ("", b""))
        if held != kind:
            raise RefusedError(f"the object {name[:12]} is missing")
        return data

    def check(self) -> None:
        """They are as good as they are."""

    def tree(self, files: dict[str, bytes], folder: str = "") -> str:
        """A tree with these files."""
        rows = {}
        inside = {path.removeprefix(folder) for path in files if path.startswith(folder)}
        for name in {path.split("/")[0] for path in inside}:
            full = folder + name
            if full in files:
                rows[name.encode()] = b"100644", bytes.fromhex(self.put("blob", files[full]))
            else:
                rows[name.encode()] = b"40000", bytes.fromhex(self.tree(files, f"{full}/"))
        return self.put("tree", tree_bytes(rows))

    def commit(self, text: str | bytes, *parents: str, at: int = WRITTEN) -> str:
        """A commit of a share whose one VPA file holds this."""
        data = text.encode() if isinstance(text, str) else text
        tree = self.tree({FILE: data, "README.md": b"x\n", f"customers/7f/{OURS}.yaml": b"x\n"})
        return self.put("commit", commit_bytes(tree, *parents, at=at))


def commit_bytes(tree: str, *parents: str, at: int = WRITTEN) -> bytes:
    """A commit as git keeps it."""
    lines = [f"tree {tree}", *(f"parent {one}" for one in parents)]
    lines += [f"{who} Anna <anna@example.org> {at} +0100" for who in ("author", "committer")]
    return ("\n".join(lines) + "\n\nx\n").encode()


def texts(verdict: Verdict) -> list[str | None]:
    """What the entries say that are let in."""
    return [one.arrival.entry.text or one.arrival.entry.situation for one in verdict.arrived]


@pytest.fixture
def fake() -> Fake:
    return Fake()


def test_new_entries_are_let_in(fake: Fake) -> None:
    agreed = fake.commit(VPA_FILE)
    found = judge(fake, fake.commit(VPA_FILE + NEW, agreed), [agreed], RULES)
    assert not found.reasons
    assert texts(found) == ["Ein guter Eintrag.", "Noch einer."]


def test_an_entry_has_the_time_of_the_commit_that_brought_it(fake: Fake) -> None:
    agreed = fake.commit(VPA_FILE)
    first = fake.commit(f"{VPA_FILE}  - text: Eins.\n", agreed, at=WRITTEN + 1)
    second = fake.commit(f"{VPA_FILE}  - text: Eins.\n  - text: Zwei.\n", first, at=WRITTEN + 2)
    third = fake.commit(f"{VPA_FILE}  - text: Zwei.\n  - text: Eins.\n", second, at=WRITTEN + 3)
    found = judge(fake, third, [agreed], RULES)
    told = {one.arrival.entry.text: one.arrival.seconds - WRITTEN for one in found.arrived}
    assert told == {"Eins.": 1, "Zwei.": 2}


def test_a_reason_is_told_once_and_with_its_commit_where_it_was_taken_back(fake: Fake) -> None:
    agreed = fake.commit(VPA_FILE)
    bad = VPA_FILE.replace("Bitte", "Danke")
    first = fake.commit(bad, agreed)
    second = fake.commit(bad + "# x\n", first)
    lasting = judge(fake, second, [agreed], RULES).reasons
    assert lasting == [f"{FILE}:13:11: the entry n-1m5t9w2c was agreed on, and is changed: text"]
    back = judge(fake, fake.commit(VPA_FILE, second), [agreed], RULES).reasons
    assert back == [f"{lasting[0]} ({first[:8]})"]


def test_a_push_on_what_the_vpa_saw_counts_where_a_publish_was_cut_off(fake: Fake) -> None:
    before = fake.commit(VPA_FILE)
    unseen = fake.commit(VPA_FILE.replace("Kalender", "Terminplan"), before)
    tip = fake.commit(VPA_FILE + NEW, before)
    assert texts(judge(fake, tip, [unseen, before], RULES)) == ["Ein guter Eintrag.", "Noch einer."]
    assert judge(fake, tip, [unseen], RULES).reasons == [
        "the branch no longer leads to what was agreed: it was rewritten"
    ]


def test_the_time_of_a_commit_counts_only_where_the_entry_has_none(fake: Fake) -> None:
    agreed = fake.commit(VPA_FILE)
    long_ago = fake.commit(f"{VPA_FILE}  - text: x\n    at: 2026-11-17\n", agreed, at=0)
    assert judge(fake, long_ago, [agreed], RULES).reasons == []


# Whatever the bytes are.


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Bytes with some of them, or some lines, turned, doubled, moved or taken away."""
    for _ in range(dice.randint(1, 4)):
        lines = data.splitlines(keepends=True) or [b"\n"]
        at, to = sorted(dice.choices(range(len(data) + 1), k=2))
        line, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
            case 1:
                data = data[:at] + data[min(to, at + dice.randint(0, 40)) :]
            case 2:
                data = data[:at] + dice.choice(WORDS) + data[at:]
            case 3:
                data = b"".join([*lines[:line], lines[other], *lines[line:]])
            case 4:
                data = b"".join(lines[:line] + lines[line + 1 :])
            case _:
                lines[line], lines[other] = lines[other], lines[line]
                data = b"".join(lines)
    return data


WORDS: Final = (
    b"\n", b" ", b"  - text: x\n", b": ", b"- ", b"'", b'"', b"#", b"&a ", b"*a", b"<<: ", b"[",
    b"{", b"|\n", b"---\n", b"!!x ", b"\xe2\x80\xae", b"\x00", b"\r\n", b"\xff", b"pinned: true\n",
    b"0" * 20, b"notes:\n", b"by: jana\n", b"? ", b"=======\n", b"\xef\xbb\xbf",
    b"    at: 2026-11-17\n",
)  # fmt: skip
AGREED: Final = read(VPA_FILE.encode(), FILE, PushedFile).tree or {}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_a_file_holds_agreed_entries_stay_as_they_are(fake: Fake, seed: int) -> None:
    dice = random.Random(seed)
    agreed = fake.commit(VPA_FILE)
    let_in = 0
    for _ in range(120):
        data = mutated((VPA_FILE + NEW).encode(), dice)
        found = judge(fake, fake.commit(data, agreed), [agreed], RULES)
        if found.reasons:
            assert not found.arrived or all(":" in reason for reason in found.reasons)
            continue
        let_in += 1
        tree = read(data, FILE, PushedFile).tree or {}
        rest = ({k: v for k, v in note.items() if v} for note in tree["notes"])
        assert all(any(item == one for one in rest) for item in AGREED["notes"])
        assert {k: v for k, v in tree.items() if v and k != "notes"} == {
            k: v for k, v in AGREED.items() if k != "notes"
        }
        assert len(found.arrived) == len(tree["notes"]) - len(AGREED["notes"])
        assert {one.arrival.entry.by for one in found.arrived} <= {None, "anna"}
    assert 0 < let_in < 120


@pytest.mark.parametrize("kind", ["commit", "tree"])
def test_whatever_an_object_holds_it_is_judged(fake: Fake, kind: Kind) -> None:
    dice = random.Random(kind)
    agreed = fake.commit(VPA_FILE)
    tip = fake.commit(VPA_FILE + NEW, agreed)
    refused = 0
    for _ in range(400):
        data = mutated(fake.get("commit", tip), dice)
        if kind == "tree":
            tree = fake.get("commit", tip)[5:45].decode()
            data = commit_bytes(fake.put("tree", mutated(fake.get("tree", tree), dice)), agreed)
        refused += bool(judge(fake, fake.put("commit", data), [agreed], RULES).reasons)
    assert refused > 200
