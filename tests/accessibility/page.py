# SPDX-License-Identifier: EUPL-1.2
"""The report as one HTML page without anything from elsewhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from tests.accessibility.document import AGAIN, INTRODUCTION, PART, TITLE, VERDICTS, missing, said, total
from tests.accessibility.report import Judged, Report, Verdict

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 "DejaVu Sans", Verdana, sans-serif }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid; padding: .4rem .6rem; text-align: left; vertical-align: top }
.not-met { font-weight: bold; text-decoration: underline }
"""
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def page(report: Report) -> str:
    """Write the report as HTML."""
    warning = f"<p><strong>{escape(PART)}</strong></p>" if report.part else ""
    rows = "\n".join(_section(each) for each in report.rows)
    return (
        '<!DOCTYPE html>\n<!-- SPDX-License-Identifier: EUPL-1.2 -->\n<html lang="en">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(TITLE)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(TITLE)}</h1>\n"
        f"{warning}{_paragraph(INTRODUCTION)}{_paragraph(f'{report.of}. {total(report)}')}\n"
        f"<h2>What the verdicts mean</h2>\n{_list(f'{each}: {means}' for each, means in VERDICTS.items())}\n"
        f"<h2>All requirements</h2>\n{_table(_HEADS, [_summary(each) for each in report.rows])}\n"
        f"<h2>Each requirement and its proofs</h2>\n{rows}\n"
        f"<h2>Languages</h2>\n{_languages(report)}\n"
        f"<h2>What is missing</h2>\n{_list(missing(report))}\n"
        f"<h2>How to do it again</h2>\n{_paragraph(AGAIN)}{_list(report.tools)}\n"
        "</main>\n</body>\n</html>\n"
    )


_HEADS = ("No.", "Requirement", "How it stands")
_LANGUAGE_HEADS = ("Language", "Sentences", "Not yet read by a native speaker", "Voice")


def _words(text: str) -> str:
    """Keep the words of Markdown: its links lead elsewhere from here."""
    return escape(_LINK.sub(r"\1", text).replace("`", ""))


def _paragraph(text: str) -> str:
    return f"<p>{_words(text)}</p>\n"


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{_words(line)}</li>\n" for line in lines)
    return f"<ul>\n{items}</ul>" if items else ""


def _table(heads: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>"


def _summary(each: Judged) -> str:
    number = each.row.number
    mark = ' class="not-met"' if each.verdict is Verdict.NOT_MET else ""
    return (
        f'<tr><th scope="row">{number}</th><td><a href="#row-{number}">{escape(each.row.asks)}</a></td>'
        f"<td{mark}>{escape(each.verdict)}</td></tr>"
    )


def _section(each: Judged) -> str:
    row = each.row
    lines = (
        f"{said(proof)}{f': {stands}' if stands else ''}" for proof, stands in zip(row.proofs, each.stands, strict=True)
    )
    note = _paragraph(row.note) if row.note else ""
    return (
        f'<h3 id="row-{row.number}">{row.number}. {_words(row.asks)}</h3>\n'
        f"{_paragraph(f'Clauses: {row.clauses}. Verdict: {each.verdict}.')}{_list(lines)}\n{note}"
    )


def _languages(report: Report) -> str:
    rows = []
    for each in report.languages:
        cells = (str(each.sentences), str(each.unread), each.voice or "none")
        name = f'<th scope="row">{escape(each.name)} ({each.code})</th>'
        rows.append(f"<tr>{name}{''.join(f'<td>{escape(text)}</td>' for text in cells)}</tr>")
    return _table(_LANGUAGE_HEADS, rows)
