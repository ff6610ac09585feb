"""Visits to the pages of a running server, as a program would make them: no address is tidied on its way."""

from __future__ import annotations

import http.client
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from tests.browsing import Lab


@dataclass(frozen=True)
class Answer:
    """What a server answers."""

    status: int
    headers: http.client.HTTPMessage
    text: str


def visit(
    lab: Lab,
    path: str,
    *,
    token: str | None = "",
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask for a path below the server's base address; with a form, send it. None is no token, "" the right one."""
    address = urllib.parse.urlsplit(lab.url)
    sent = dict(headers or {})
    if token is not None:
        sent["Authorization"] = f"token {token or lab.token}"
    body = None
    if form is not None:
        body = urllib.parse.urlencode(form)
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    try:
        connection.request("GET" if form is None else "POST", address.path + path, body, sent)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())
    finally:
        connection.close()


def signed_in(lab: Lab) -> dict[str, str]:
    """What a browser sends along in which somebody is logged in: a cookie, and never the token itself."""
    answer = visit(lab, f"reflect/?token={lab.token}", token=None)
    cookies = answer.headers.get_all("Set-Cookie", [])
    return {"Cookie": "; ".join(cookie.partition(";")[0] for cookie in cookies)}


def words(page: str) -> str:
    """What can be read on a page."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)).split())
