"""The dialogue as one HTML page: no script, nothing loaded from anywhere, light or dark as the reader likes.

Every text has passed `visible` and is escaped; its own policy (Content-Security-Policy) forbids all but its
own style, so that even a mistake here could run nothing. Lines are isolated, so that right-to-left text
keeps to its own line (Unicode UAX #9 §2.7).
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from smtpwb.transcript.formats.heading import heading
from smtpwb.transcript.formats.lines import beside, role
from smtpwb.transcript.formats.options import Colours, Level, Options
from smtpwb.transcript.formats.text import recipients
from smtpwb.transcript.formats.told import Block, blocks
from smtpwb.transcript.transcript import Transcript

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { color-scheme: light dark; }
body { background: var(--background); color: var(--text); font: 15px/1.5 system-ui, sans-serif;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: minmax(6.5rem, max-content) 1fr; gap: .2rem 1rem; }
dt { color: var(--text-muted); }
dd { margin: 0; overflow-wrap: anywhere; }
ol { list-style: none; margin: 1.5rem 0; padding: 1rem; background: var(--panel); border-radius: 6px; }
li { margin: 0 0 .35rem; }
pre { margin: 0; font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; unicode-bidi: isolate; }
.wire { display: grid; grid-template-columns: 1.6rem 1fr max-content; }
.mark, time { color: var(--text-muted); font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace; }
time { padding-left: 1rem; }
p { margin: .1rem 0 .1rem 1.6rem; overflow-wrap: anywhere; unicode-bidi: isolate; }
.said { color: var(--text-muted); font-size: 13px; }
.note { color: var(--note); border-left: 3px solid var(--note); padding-left: .6rem;
  margin-top: 0; margin-bottom: 0; }
.client { color: var(--client); }
.server { color: var(--server); }
.remark { color: var(--remark); }
.reply-2yz { color: var(--reply-2yz); }
.reply-3yz { color: var(--reply-3yz); }
.reply-4yz { color: var(--reply-4yz); }
.reply-5yz { color: var(--reply-5yz); }
@media print { ol { background: none; padding: 0; } }
"""


def rows(transcript: Transcript, options: Options) -> Iterator[str]:
    """The lines of the page, without line ends."""
    head = heading(transcript, options)
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{escape(head.title)}</title>"
    yield f"<style>{_STYLE}{variables(options)}</style>"
    yield "</head>"
    yield "<body>"
    yield f"<h1>{escape(head.title)}</h1>"
    for table in (head.rows, head.summary):
        if table:
            yield "<dl>"
            yield from (f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in table)
            yield "</dl>"
    yield "<ol>"
    for one in blocks(transcript, options):
        yield from _item(one)
    yield "</ol>"
    if options.level is not Level.BARE and options.selection is None:
        yield from (f"<pre>{escape(row)}</pre>" for row in recipients(transcript))
    yield "</body>"
    yield "</html>"


def variables(options: Options) -> str:
    """The colours as CSS variables, for both schemes."""
    light, dark = _declared(options.light), _declared(options.dark)
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def _declared(colours: Colours) -> str:
    names = Colours.__struct_fields__
    return " ".join(f"--{name.replace('_', '-')}: {getattr(colours, name)};" for name in names)


def _item(one: Block) -> Iterator[str]:
    lines = "\n".join(one.lines)
    took = f"<time>{escape(one.timing)}</time>" if one.timing else "<span></span>"
    yield f'<li id="entry-{one.index}">'
    yield f'<div class="wire"><span class="mark">{one.mark}</span>'
    yield f'<pre class="{role(one)}">{escape(lines)}</pre>{took}</div>'
    yield from (f'<p class="{kind}">{escape(text)}</p>' for kind, text in beside(one))
    yield "</li>"
