"""Octets that would do something to a terminal, a clipboard or markup, if they were let."""

from __future__ import annotations

from tests.hostile.misbehaviour import HELLO, Misbehaviour, greeted

_ONE = (HELLO,)


def _said(name: str, text: str, told: str) -> Misbehaviour:
    return Misbehaviour(name, greeted(f"S: 250 {text}"), told, _ONE)


CONTROLS = (
    _said("colour", "<1B>[31mHOSTILE<1B>[0m", "<1B>"),
    _said("a cleared screen", "<1B>[2J<1B>[HHOSTILE", "<1B>"),
    _said("a title", "<1B>]0;HOSTILE<07>", "<1B>"),
    _said("a clipboard", "<1B>]52;c;SE9TVElMRQ==<07>", "<1B>"),
    _said("a link", "<1B>]8;;http://hostile.test/<1B>\\\\HOSTILE<1B>]8;;<1B>\\\\", "<1B>"),
    _said("a device report", "<1B>[6n<1B>[c<1B>Z", "<1B>"),
    _said("an alternate screen", "<1B>[?1049l<1B>[?25h<1B>[?1000h", "<1B>"),
    _said("a reset of the terminal", "<1B>c", "<1B>"),
    _said("a device control string", '<1B>P$q\\"p<1B>\\\\<1B>_G<1B>\\\\', "<1B>"),
    _said("C1 controls of Latin-1", "<9B>31mHOSTILE<9D>0;HOSTILE<9C>", "<9B>"),
    _said("C1 controls of UTF-8", "<C2><9B>31mHOSTILE", "<U\\+009B>|<C2><9B>"),
    _said("bells and backspaces", "<07><07>abc<08><08><08>HOSTILE<7F>", "<07>"),
    _said("a shift out", "<0E>HOSTILE<0F>", "<0E>"),
    _said("XOFF", "<13>HOSTILE", "<13>"),
    _said("tabs and form feeds", "a<09>b<0C>c<0B>d", "<0C>"),
    _said("bidi overrides", "<E2><80><AE>ELITSOH<E2><80><AC><E2><81><A7>", "<U\\+202E>"),
    _said("zero-width characters", "a<E2><80><8B>b<E2><81><A0>c<EF><BB><BF>", "<U\\+200B>"),
    _said("a pile of combining marks", "a" + "<CC><81>" * 120, "<U\\+0301>"),
    _said("wide and emoji", "<E6><BC><A2><F0><9F><91><A9><E2><80><8D><F0><9F><91><A9>", "250"),
    _said("a line separator", "a<E2><80><A8>b<E2><80><A9>c<C2><85>d", "<U\\+2028>"),
    _said("UTF-8 cut short", "ok <F0><9F>", "<F0><9F>"),
    _said("overlong UTF-8", "<C0><AF><E0><80><AF>", "<C0>"),
    _said("surrogates", "<ED><A0><80><ED><B0><80>", "<ED>"),
    _said("beyond Unicode", "<F4><90><80><80><FF><FE>", "<F4>|<FF>"),
    _said("Latin-1", "B<FC>cher", "<FC>"),
    _said("UTF-16", "<FF><FE>o<00>k<00>", "<FF>"),
    _said(
        "markup of the program's own",
        "[red]HOSTILE[/red] [@click=app.quit]x[/] $foreground",
        "\\[red\\]HOSTILE",
    ),
    _said("a tag of the program's own", "<3C>1B>HOSTILE", "<3C>1B>"),
    _said("HTML", "<3C>script>alert(1)<3C>/script>&amp;", "script"),
    _said("Markdown", "`a` ``` **b** ![x](http://hostile.test/) | a | b |", "hostile\\.test"),
    _said("a shell", "$(touch hostile) `touch hostile`; rm -rf x", "touch hostile"),
    _said("a format", "%s%n{0}{self}{{}} %(x)s", "%s%n"),
)
