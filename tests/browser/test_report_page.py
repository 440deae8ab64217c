"""The weekly report in Chromium: it loads nothing, fits, and every figure is the JSON's."""

from __future__ import annotations

import importlib
import json
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.build import customer_path, make_booking, make_customer
from tests.conftest import PROJECT
from tests.pages import Figure, differences
from tests.world import Clm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.world import Repository

pytestmark = pytest.mark.browser

CHROMIUM = "chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
WIDTHS = (400, 1400)
PAPER = {"light": "rgb(247, 246, 243)", "dark": "rgb(18, 21, 23)"}
FIGURES = (
    "[...document.querySelectorAll('data')].map(e => [e.dataset.figure, e.value, e.textContent])"
)
SIZES = "[document.documentElement.scrollWidth, window.innerWidth]"
PAINTED = "getComputedStyle(document.body).backgroundColor"
HOSTILE = "'\"><script>document.title='x'</script><img src=x onerror=\"alert(1)\">" + "W" * 80


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Debian's Chromium with a profile of its own."""
    sync_api: Any = importlib.import_module("playwright.sync_api")
    place = shutil.which(CHROMIUM)
    assert place, "make test-browser installs chromium"
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("profile")), executable_path=place, args=list(FLAGS)
        )
        yield opened
        opened.close()


@pytest.fixture
def example(tmp_path: Path) -> Clm:
    """The example team, as of its day."""
    shutil.copytree(PROJECT / "data", tmp_path / "data")
    return Clm(tmp_path)


@contextmanager
def opened(chromium: Any, path: Path, width: int, scheme: str = "light") -> Iterator[Any]:
    """The page at a width; afterwards it has said nothing and asked for nothing else."""
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(path.as_uri())
    yield page
    page.wait_for_load_state("networkidle")
    assert said == [path.as_uri()]
    page.close()


def made(clm: Clm, path: Path, *words: str) -> Any:
    """Write the page to `path`; answers the JSON of the same report."""
    clm.ok(*words, "report", "weekly", "-O", path)
    return clm("report", "weekly", "--json").json


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("scheme", PAPER)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_the_example(
    chromium: Any, example: Clm, tmp_path: Path, width: int, scheme: str, language: str
) -> None:  # A1.40, A1.41
    path = tmp_path / "week.html"
    report = made(example, path, "--lang", language)
    with opened(chromium, path, width, scheme) as page:
        wide, room = page.evaluate(SIZES)
        assert (wide, room) == (width, width)
        found = [Figure(*one) for one in page.evaluate(FIGURES)]
        assert len(found) > 60
        assert differences(found, report, "," if language == "de" else ".") == []
        assert (
            page.evaluate(PAINTED)
            == {"light": "rgb(247, 246, 243)", "dark": "rgb(18, 21, 23)"}[scheme]
        )
        shots = PROJECT / "build" / "browser"
        shots.mkdir(parents=True, exist_ok=True)
        shot = f"report-weekly-{language}-{width}-{scheme}.png"
        page.screenshot(path=str(shots / shot), full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_names_neither_run_nor_break_the_page(
    chromium: Any, repo: Repository, clm: Clm, tmp_path: Path, width: int
) -> None:
    booked = f"owner: jana\nbookings:\n{make_booking(on='2026-11-16')}"
    text = make_customer("c-7f3qkd", json.dumps(HOSTILE), booked)
    repo.put(customer_path("c-7f3qkd"), text)
    path = tmp_path / "week.html"
    report = made(clm, path)
    assert report["won"][0]["name"] == HOSTILE
    with opened(chromium, path, width) as page:
        wide, room = page.evaluate(SIZES)
        assert wide <= room
        assert page.title() == "Week 2026-W47 · Test"
        assert page.locator("script, img").count() == 0
        assert HOSTILE in page.locator("main").inner_text()


def test_nothing_is_cut_off_where_a_table_is_wider_than_a_phone(
    chromium: Any, example: Clm, tmp_path: Path
) -> None:
    path = tmp_path / "week.html"
    made(example, path, "--lang", "de")
    wider = "e => e.scrollWidth > e.clientWidth"
    cut = f"[...document.querySelectorAll('.scroll')].filter({wider}).length"
    with opened(chromium, path, 400) as page:
        assert page.evaluate(cut) == 0


def test_printed_it_is_black_on_white(chromium: Any, example: Clm, tmp_path: Path) -> None:
    path = tmp_path / "week.html"
    made(example, path)
    with opened(chromium, path, 1400, "dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(PAINTED) == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
