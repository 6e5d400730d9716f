"""The form to connect: host, port and TLS, made into the order that one could have typed.

Decides how the fields become an order; what an order means is `session.target`, and what is done with
it, the app's. A whole order written into the host field (`smtps://HOST`, `telnet HOST 25`) is taken as
it stands, and the other fields show what it says.
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from smtpwb.errors import UsageError
from smtpwb.practice.mailboxes import DOMAIN
from smtpwb.session.target import Target, Way, parse
from smtpwb.smtp import ports
from smtpwb.smtp.visible import visible_text
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field

PLAIN, TLS = "plain", "tls"
_WRITE = "Write a host; or mx:DOMAIN for its exchangers, unix:/PATH, pipe:COMMAND."


def order(host: str, port: str, tls: bool) -> str:
    """The order that the fields make, as one would type it; it may still be one that `parse` refuses."""
    host, port = host.strip(), port.strip() or str(ports.SUBMISSIONS if tls else ports.SMTP)
    if not host or whole(host) is not None:
        return host
    return f"smtps://{_bracketed(host)}:{port}" if tls else f"telnet {host} {port}"


def whole(host: str) -> Target | None:
    """What the host field says, if it holds more than a host: an order of its own."""
    try:
        target = parse(host)
    except UsageError:
        return None
    return target if host.strip().strip("[]") != target.host else None


def read(host: str, port: str, tls: bool) -> Target:
    """Where the fields lead. Raises UsageError, in words about what was written."""
    parse(host)
    return parse(order(host, port, tls))


def says(target: Target, carrier: str = "") -> str:
    """What will be done, in one sentence; `carrier` is what carries a connection over a network."""
    first = "TLS first, then the greeting" if target.tls else "plain, STARTTLS is yours to say"
    via = f" via {carrier}" if carrier and target.way in (Way.HOST, Way.MX) else ""
    return f"Connects to {target.place}{via}: {first}."


def _bracketed(host: str) -> str:
    return f"[{host.strip('[]')}]" if ":" in host else host


class ConnectScreen(Framed[str]):
    """Asks where to connect to; the result is an order, or empty when there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("enter", "submit", "Connect", show=False),
        Binding("ctrl+t", "practice", "Practice server", show=False),
        Binding("up", "app.focus_previous", "Previous field", show=False),
        Binding("down", "app.focus_next", "Next field", show=False),
    ]
    DEFAULT_CSS = """
    ConnectScreen {
        & > #form {
            width: 64; height: auto; max-height: 100%;
            padding: 0 1;
        }
        & .row { height: auto; margin-top: 1; }
        & Label { width: 6; color: $remark; }
        & #port { width: 9; }
        & #says, & #live { padding-left: 7; margin-top: 1; height: auto; }
        & #says { min-height: 2; }
        & #live { color: $reply-4yz; }
        & #buttons { height: 1; margin-top: 1; align-horizontal: center; }
        & Button { margin: 0 1; min-width: 11; }
    }
    """

    def __init__(self, live: str, carrier: str = "") -> None:
        """`live` is what the standing connection goes to, as the user wrote it; empty if there is none.
        `carrier`: what carries a connection over a network, in words; empty: nothing but TCP."""
        super().__init__()
        self._live, self._carrier = live, carrier

    def compose(self) -> ComposeResult:
        with Vertical(id="form") as form:
            form.border_title = "Connect"
            form.border_subtitle = Content("Enter connect · Esc cancel")
            with Horizontal(classes="row"):
                yield Label("Host", markup=False)
                yield Field(placeholder=f"a name, an address or an order; ^t {DOMAIN}", id="host")
            with Horizontal(classes="row"):
                yield Label("Port", markup=False)
                yield Field(id="port")
            with Horizontal(classes="row"):
                yield Label("TLS", markup=False)
                yield Choice(((PLAIN, "not at first"), (TLS, "on connect")), id="tls")
            yield Static("", id="says", markup=False)
            if self._live:
                yield Static("", id="live", markup=False)
            with Horizontal(id="buttons"):
                label = "Hang up and connect" if self._live else "Connect"
                yield Button(label, id="connect", variant="primary", compact=True)
                yield Button(DOMAIN, id="practice", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        for text in self.query(Static):
            text.auto_links = False
        self._warn("")
        self._changed()
        self.host.focus()

    @property
    def host(self) -> Field:
        return self.query_one("#host", Field)

    @property
    def port(self) -> Field:
        return self.query_one("#port", Field)

    @property
    def tls(self) -> Choice:
        return self.query_one(Choice)

    @property
    def fields(self) -> tuple[str, str, bool]:
        """Host, port and TLS as they stand."""
        return self.host.value, self.port.value, self.tls.value == TLS

    # Reading the form

    @on(Input.Changed)
    @on(Choice.Changed)
    def _changed(self) -> None:
        self._follow_host()
        self._read()

    def _follow_host(self) -> None:
        """Port and TLS show what a whole order says, and are the user's again when it is none."""
        said = whole(self.host.value)
        if said is not None:
            with self.prevent(Input.Changed, Choice.Changed):
                self.port.fill(str(said.port or ""))
                self.tls.choose(TLS if said.tls else PLAIN)
        elif self.port.disabled:
            self.port.fill("")
            self.tls.choose(PLAIN)
        self.port.disabled = self.tls.disabled = said is not None
        default = str(ports.SUBMISSIONS if self.tls.value == TLS else ports.SMTP)
        self.port.placeholder = default if said is None or said.port else ""

    def _read(self) -> Target | None:
        """Say how the form reads; None if it cannot be read."""
        text = self.query_one("#says", Static)
        if not self.host.value.strip():
            text.update(Content.styled(_WRITE, "$remark"))
            return None
        try:
            target = read(*self.fields)
        except UsageError as error:
            text.update(Content.styled(_sentence(error), "$reply-5yz"))
            return None
        text.update(Content(visible_text(says(target, self._carrier))))
        return target

    def _warn(self, again: str) -> None:
        """Say what connecting does to the connection that stands."""
        if self._live:
            said = f"Connected to {self._live}: that connection will be hung up, without QUIT.{again}"
            self.query_one("#live", Static).update(Content(visible_text(said)))

    # What is done

    @on(Input.Submitted)
    def action_submit(self) -> None:
        """Enter: connect, if the form can be read; in place of a live connection, only by the button."""
        if self._read() is None:
            return
        if self._live:
            self._warn(" Enter once more does it.")
            self.query_one("#connect").focus()
        else:
            self.dismiss(order(*self.fields))

    def action_connect(self) -> None:
        """The button: connect, if the form can be read."""
        if self._read() is not None:
            self.dismiss(order(*self.fields))

    def action_practice(self) -> None:
        """Fill in the practice server."""
        self.host.fill(DOMAIN)
        self.port.fill("")
        self.tls.choose(PLAIN)
        self.query_one("#connect").focus()

    def action_cancel(self) -> None:
        self.dismiss("")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        actions = {"connect": self.action_connect, "practice": self.action_practice}
        actions.get(event.button.id or "", self.action_cancel)()


def _sentence(error: UsageError) -> str:
    text = visible_text(error.sentence)
    return f"{text[:1].upper()}{text[1:]}."
