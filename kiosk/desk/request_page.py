# SPDX-License-Identifier: EUPL-1.2
"""Who waits without an appointment, as a page for staff. It loads itself anew, but not while somebody writes in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from html import escape

from kiosk.desk.public import utc
from kiosk.desk.requests import Waiting
from kiosk.desk.rows import RequestState
from kiosk.drop_in import Reason

REASONS = {
    Reason.FEVER: "Fever, cough",
    Reason.BREATHING: "Trouble breathing; says it is not an emergency",
    Reason.CHEST: "Chest pain; says it is not an emergency",
    Reason.STOMACH: "Stomach pain",
    Reason.SKIN: "Wound or skin",
    Reason.PAIN: "Other pain",
    Reason.MOOD: "Worry, sleep",
    Reason.OTHER: "Prescription, other",
}
_STYLE = """
:root{color-scheme:light dark;font:1.125rem/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
article{border:1px solid #8888;border-radius:.5rem;padding:.5rem 1rem;margin:1rem 0}
h2{font-size:1.25rem}h3{font-size:1.125rem;margin:.25rem 0}
label{display:inline-block;margin-inline-end:.5rem}
input,button,a.go{font:inherit;padding:.5rem .75rem;min-height:2.75rem;box-sizing:border-box}
a.go{display:inline-block;border:2px solid;border-radius:.25rem}
.problem{border-inline-start:.4rem solid #b00;padding-inline-start:.75rem}
form{margin:.5rem 0}
"""
_SCRIPT = """
setInterval(() => {
  const busy = [...document.querySelectorAll("input")].some((each) => each.value || each === document.activeElement);
  if (!busy) location.reload();
}, 10000);
"""


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


PAGE_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_hash(_STYLE)}'; "
    f"script-src 'sha256-{_hash(_SCRIPT)}'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
}


def list_page(waiting: Sequence[Waiting], address: str, problem: str = "") -> str:
    """Write the page. ``problem``: what did not work; then the page stands still, so that it can be read."""
    here = [each for each in waiting if each.row.state is RequestState.WAITING]
    ring = [each for each in waiting if each.row.state is RequestState.RING]
    body = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    body += "<h2>At the stations</h2>" + ("".join(_here(each, address) for each in here) or "<p>Nobody waits.</p>")
    body += "<h2>To ring</h2>" + ("".join(_ring(each, address) for each in ring) or "<p>Nobody.</p>")
    if problem:
        body += f'<p><a class="go" href="{address}">Back to the list</a></p>'
    title = f"({len(here)}) Without an appointment" if here else "Without an appointment"
    return _page(title, body, reload=not problem)


def taken_page(link: str, address: str) -> str:
    """Write what the one who took a request needs: the link, shown this once."""
    body = (
        "<p>The patient is yours. Open the link now; it is shown this once, and only you should have it.</p>"
        f'<p><a class="go" href="{escape(link)}" rel="noopener noreferrer" target="_blank">Open the visit</a></p>'
        f'<p><a href="{address}">Back to the list</a></p>'
    )
    return _page("Taken", body, reload=False)


def _page(title: str, body: str, *, reload: bool) -> str:
    again = f"<script>{_SCRIPT}</script>" if reload else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="robots" content="noindex"><title>{title}</title><style>{_STYLE}</style></head><body>'
        f"<main><h1>{title}</h1>{body}</main>{again}</body></html>"
    )


def _here(waiting: Waiting, address: str) -> str:
    request = waiting.row.id
    return (
        f"<article>{_facts(waiting)}"
        f'<form method="post" action="{address}/{request}/take"><label for="name-{request}">Your name and title</label>'
        f'<input id="name-{request}" name="name" required maxlength="200" autocomplete="name"> '
        "<button>Take</button></form></article>"
    )


def _ring(waiting: Waiting, address: str) -> str:
    phone = escape(waiting.petition.phone)
    return (
        f'<article>{_facts(waiting)}<p><a class="go" href="tel:{phone}">{phone}</a></p>'
        f'<form method="post" action="{address}/{waiting.row.id}/close"><button>Rung: delete</button></form></article>'
    )


def _facts(waiting: Waiting) -> str:
    name = escape(waiting.station_name or waiting.row.station)
    return (
        f"<h3>{escape(REASONS[waiting.petition.reason])}</h3><p>{name}, since {_time(waiting.row.asked_at)}, "
        f"language {escape(waiting.petition.language)}</p>"
    )


def _time(moment: datetime) -> str:
    local = moment.astimezone()
    return f'<time datetime="{utc(moment)}">{local:%H:%M} ({local:%Y-%m-%d})</time>'
