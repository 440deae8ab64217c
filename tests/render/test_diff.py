from __future__ import annotations

from clm.render.diff import unified


def test_a_change_is_shown_like_git_shows_it() -> None:
    before = b"id: c-7f3qkd\nname: M\xc3\xbcller\nkind: person\n"
    after = b"id: c-7f3qkd\nname: Meier\nkind: person\n"
    assert unified(before, after, "customers/7f/c-7f3qkd.yaml") == (
        "diff --git a/customers/7f/c-7f3qkd.yaml b/customers/7f/c-7f3qkd.yaml\n"
        "--- a/customers/7f/c-7f3qkd.yaml\n"
        "+++ b/customers/7f/c-7f3qkd.yaml\n"
        "@@ -1,3 +1,3 @@\n"
        " id: c-7f3qkd\n"
        "-name: Müller\n"
        "+name: Meier\n"
        " kind: person\n"
    )


def test_new_and_deleted_files() -> None:
    assert unified(None, b"a: 1\n", "x") == (
        "diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a: 1\n"
    )
    assert unified(b"a: 1\n", None, "x") == (
        "diff --git a/x b/x\ndeleted file mode 100644\n"
        "--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a: 1\n"
    )


def test_a_missing_last_line_feed_is_said() -> None:
    assert unified(b"a", b"a\n", "x").splitlines()[-3:] == [
        "-a",
        "\\ No newline at end of file",
        "+a",
    ]


def test_nothing_changed_is_nothing() -> None:
    assert unified(b"a\n", b"a\n", "x") == ""
    assert unified(None, None, "x") == ""


def test_content_does_not_act() -> None:
    text = unified(b"a\r\n", b"\x1b[2J\xff\n", "\x1b")
    assert "\x1b" not in text
    assert r"-a\u{d}" in text
    assert r"\xff" in text
