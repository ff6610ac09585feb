from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.listening import Heard, listen
from tests.browsing import PATIENCE, Lab, run_lab
from tests.wire import check


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    home = tmp_path_factory.mktemp("home")
    root = tmp_path_factory.mktemp("notebooks")
    with run_lab(root, home) as lab:
        yield lab


@pytest.fixture(scope="module")
def nobodys_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab that does not know who is writing."""
    with run_lab(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("home"), who=None) as lab:
        yield lab


@pytest.fixture
def other_page(chromium: Browser) -> Iterator[Page]:
    """A page in a browser of somebody else's."""
    context: BrowserContext = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def heard(page: Page) -> Heard:
    """What the page and its kernels send each other."""
    return listen(page)


@pytest.fixture(autouse=True)
def only_what_is_agreed(heard: Heard) -> Iterator[None]:
    """Whatever else a test is about, kernel and browser send each other what their types say, and nothing else."""
    yield
    for message in heard.by_kernel:
        check("FromKernel", message)
    for message in heard.by_browser:
        check("FromBrowser", message)
