"""The app: wiring. It owns the talk, the lesson and the settings, and hands events to the panes.

Every action of `actions.ACTIONS` is a method `action_*` here. No protocol rule lives here, and no
widget calls the wire: what is typed comes as a message, what happens goes out as a change.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from smtpwb import settings
from smtpwb.smtp.dialogue import State
from smtpwb.transcript import wording
from smtpwb.transcript.entry import Change
from smtpwb.transcript.events import Opened
from smtpwb.transcript.journal import Journal, spool_path
from smtpwb.transcript.private import replace_own
from smtpwb.tui.actions import ACTIONS, BY_ID, Where, bindings, key_label
from smtpwb.tui.coalescing import Coalescing
from smtpwb.tui.copying import Copying, Front
from smtpwb.tui.ending import end_in_order
from smtpwb.tui.entering import Entering
from smtpwb.tui.learning import Learning
from smtpwb.tui.orders import Orders
from smtpwb.tui.past import Past
from smtpwb.tui.plain import PLAIN, is_plain
from smtpwb.tui.screens.workbench import WorkbenchScreen
from smtpwb.tui.talk import Talk
from smtpwb.tui.themed import Themed
from smtpwb.tui.themes import theme_names
from smtpwb.tui.widgets.answer_form import AnswerForm
from smtpwb.tui.widgets.dialogue_pane import DialoguePane
from smtpwb.tui.widgets.dialogue_view import NOTHING_WRONG, SHORT
from smtpwb.tui.widgets.header import Header
from smtpwb.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from smtpwb.lessons.runner import Runner
    from smtpwb.session.message_file import MessageFile
    from smtpwb.session.options import Options
    from smtpwb.session.secret_sources import Login
    from smtpwb.tui.connecting import Connecting
    from smtpwb.tui.editing import Editing
    from smtpwb.tui.leaving import Leaving
    from smtpwb.tui.tabs import Tabs
    from smtpwb.tui.widgets.lessons_pane import LessonsPane
    from smtpwb.tui.widgets.reference_pane import ReferencePane

_WHERE = {"reference": Where.REFERENCE, "lessons": Where.LESSONS}


class Workbench(Themed[int]):
    """The workbench."""

    TITLE = "smtpwb"
    CSS_PATH: ClassVar[Any] = "styles/workbench.tcss"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings())
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        order: str = "",
        *,
        theme: str = "",
        helo: str = "",
        login: Login | None = None,
        options: Options | None = None,
        message: MessageFile | None = None,
        journal: bool = True,
        plain: bool = False,
    ) -> None:
        """`order` is what to connect to at the start, as one would type it; empty: nothing. `login` fills in
        what AUTH asks for; `options` hold for every connection; `message` is what the message editor begins
        with; without `journal` none is kept, whatever the settings say; `plain`: to be
        read aloud, as the settings may say, too."""
        super().__init__()
        self._order = order
        self._settings, setting_faults = settings.load(
            themes=theme_names(), actions={action.id: action.key for action in ACTIONS}
        )
        if not journal:
            self._settings = replace(self._settings, journal=False)
        if plain or self._settings.plain:
            self.add_class(PLAIN, update=False)
        self._faults = (*self.theme_faults, *setting_faults)
        if fault := self.put_on(theme or self._settings.theme):
            self._faults = (*self._faults, fault)
        self._login = login
        self._options = options
        self._helo = helo or self._settings.helo
        self._journal = Journal.begin() if self._settings.journal else None
        self.talk = Talk(spool_path(self._journal.path) if self._journal is not None else None)
        self.learning = Learning(
            self.talk.transcript, self._helo, self.say, self._key, self._show_lesson, self.push_screen
        )
        self._message = message
        self._drawing = Coalescing(self._draw)
        self.copying = Copying(self, self.say, self.write_terminal)

    # Starting and ending

    def get_default_screen(self) -> Screen[Any]:
        zoom_key, hand_key = self._key("zoom"), self._key("by-hand")
        warn = partial(self.say, severity="warning", timeout=12)
        form = AnswerForm(self.talk.transcript, self._login, warn, hand_key)
        pane = DialoguePane(self.talk.transcript, self.learning.runner, self._helo, form, zoom_key)
        pane.carrier = self._options.carrier if self._options is not None else ""
        screen = WorkbenchScreen(pane, Header(), KeyBar(self._settings.keys), is_plain(self))
        shown = self.learning.stands_at_first(self._settings.lesson, self._order)
        screen.set_class(not shown, "-no-lesson")
        return screen

    def on_mount(self) -> None:
        self.keep_theme()
        self.set_keymap(dict(self._settings.keys))
        self.talk.transcript.subscribe(self._changed)
        self.talk.rested = self._rested

    def on_ready(self) -> None:
        self.first_frame()
        gc.freeze()  # what has been made by now stays; the collector was off until here
        gc.enable()
        say, talk, pane, frame = self.say, self.talk, self.pane, self._refresh_frame
        own = self._journal.path if self._journal is not None else None
        self.orders = Orders(talk, pane, partial(say, severity="warning"), frame)
        self._entering = Entering(talk, pane, self.orders, say, lambda order: self.connecting.begin(order))
        self.past = Past(self, talk, pane, say, lambda order: self.connecting.connect(order), own)
        self.past.compare_key = self._key("compare")
        pane.composer.line.order, pane.composer.line.end = self._ordered, self.orders.end
        pane.composer.queue_key, pane.raw_key = self._key("queue"), self._key("raw")
        pane.lesson.key, pane.looked = self._key, self.learning.looked
        pane.view.lines.fold_key = self._key("fold")
        pane.form.send, pane.form.turned = self._entering.respond, frame
        self.settle_modes()
        if self.on_terminal:
            end_in_order(self)
        for fault in self._faults:
            self.say(fault, severity="warning")
        if self._order:
            self.connecting.begin(self._order)
        else:
            look = partial(self.past.look, self._key("earlier"))
            self.run_worker(look, thread=True, group="earlier", exit_on_error=False)
        if self._settings.journal_days or self._settings.journal_megabytes:
            self.run_worker(self._let_go, thread=True, group="prune", exit_on_error=False)

    def _let_go(self) -> None:
        """Let go of old dialogues, as the settings say; runs in a thread, a disk can be slow."""
        from smtpwb.transcript.store import prune

        prune(self._settings.journal_days, self._settings.journal_megabytes)

    async def on_unmount(self) -> None:
        self._drawing.stop()
        await self.talk.close()
        if self._journal is not None:
            self._journal.close()

    # Parts; those that have work only when asked for are imported then, not on the way to the first frame

    @cached_property
    def connecting(self) -> Connecting:
        from smtpwb.tui.connecting import Connecting

        return Connecting(self, self.talk, self.pane, self._options, self.say, self._refresh_frame)

    @cached_property
    def tabs(self) -> Tabs:
        from smtpwb.tui.tabs import Tabs

        return Tabs(self, self.pane, self.bar, self._refresh_frame, self.learning.looked)

    @cached_property
    def editing(self) -> Editing:
        from smtpwb.tui.editing import Editing

        return Editing(self, self.talk, self._helo, self._message, self._key("hang-up"))

    @cached_property
    def leaving(self) -> Leaving:
        from smtpwb.tui.leaving import Leaving

        return Leaving(self, self.say)

    @property
    def pane(self) -> DialoguePane:
        return self.screen_stack[0].query_one(DialoguePane)

    @property
    def _front(self) -> Front:
        """What shows the dialogue that one looks at."""
        top = self.screen_stack[-1]
        return top if isinstance(top, Front) else self.pane

    @property
    def runner(self) -> Runner:
        """The lesson under way."""
        return self.learning.runner

    @property
    def bar(self) -> KeyBar:
        return self.screen_stack[0].query_one(KeyBar)

    def _key(self, id: str) -> str:
        """The key of an action, as people write it."""
        return key_label(self._settings.keys.get(id, BY_ID[id].key))

    # Events in

    def _changed(self, change: Change) -> None:
        """The transcript has grown: journal first, then everything that is drawn."""
        if self._journal is not None and (fault := self._journal.write(change.event)):
            self.say(fault, severity="warning")
        was_finished = self.runner.finished
        self.learning.follow(change)
        if isinstance(change.event, Opened) and (was_finished or not self.learning.begun):
            self.screen_stack[0].add_class("-no-lesson")  # it is over, or not wanted here: F7 and F4 bring it
        self._drawing.take(change)

    def _draw(self, change: Change) -> None:
        """Show what a change, or several, did."""
        if not self.is_running:  # at the end the screens go first, the connection after them
            return
        self.pane.follow(change)
        self.editing.follow()
        self.past.follow()
        self._refresh_frame()

    def _rested(self) -> None:
        """Say that reading rests, because the server says too much."""
        key, much = self._key("read-on"), self.talk.resting
        told = f"The server has sent {much}: no more of it is read. {key} reads on, or send a line."
        self.say(told, severity="warning", timeout=12)

    def action_read_on(self) -> None:
        if not self.talk.resting:
            self.say("Everything that the server says is read already.")
        self.talk.read_on()

    def _refresh_frame(self) -> None:
        dialogue = self.talk.transcript.dialogue
        self.screen_stack[0].query_one(Header).show(dialogue, wording.carried(self.talk.transcript.opened))
        if not self.talk.connected:
            where = Where.OFFLINE
        elif self.pane.raw:
            where = Where.RAW
        elif self.pane.form.answering.form is not None:
            where = Where.ANSWER
        else:
            where = Where.CONTENT if dialogue.state is State.CONTENT else Where.DIALOGUE
        self.bar.where = _WHERE.get(self.bar.tab, where)

    # Orders out

    def _ordered(self, line: str) -> None:
        """The user pressed Enter: what was said of the last order is over."""
        self.clear_notifications()
        self._entering.enter(line)

    # What the other tabs ask for

    def on_reference_pane_copy(self, event: ReferencePane.Copy) -> None:
        self.copying.text(event.text)

    async def on_lessons_pane_start(self, event: LessonsPane.Start) -> None:
        """Begin a lesson, or go on where it was left."""
        self.learning.start(event.lesson)
        self.screen_stack[0].remove_class("-no-lesson")
        self._show_lesson()
        await self.action_tab("dialogue")

    def on_lessons_pane_forgotten(self, event: LessonsPane.Forgotten) -> None:
        self.learning.forget(event.lesson_id)
        self._show_lesson()

    async def on_lessons_pane_open(self, event: LessonsPane.Open) -> None:
        """A drill, the mailbox, or a practice server whose order to connect is put into the composer."""
        if event.order:
            await self.action_tab("dialogue")
            if self.talk.connected:  # there it would be a line to the server
                self.say(f"A connection stands: say QUIT, or hang up, then {event.order}.")
            else:
                self.pane.composer.fill(event.order)
        else:
            await self.run_action(event.action)

    def _show_lesson(self) -> None:
        if self.is_running:
            self.pane.follow_lesson(self.runner)

    # Actions

    async def action_tab(self, name: str) -> None:
        await self.tabs.show(name)

    async def action_connect(self) -> None:
        await self.connecting.ask()

    def action_hang_up(self) -> None:
        if self.talk.connected:
            self.talk.hang_up()
        elif not self.talk.cancel():
            self.say("There is no connection to hang up.")

    def action_queue(self) -> None:
        self.orders.queue()

    def action_raw(self) -> None:
        self.orders.toggle_raw()

    def action_half_close(self) -> None:
        self.orders.half_close()

    def action_point(self, by: int) -> None:
        self.pane.view.action_move(by)

    def action_trouble(self, by: int) -> None:
        """Point at the nearest entry in which something went wrong."""
        if not self.pane.view.point_at_trouble(by):
            self.say(NOTHING_WRONG[by])

    async def action_find(self) -> None:
        """Search the dialogue."""
        if len(self.screen_stack) == 1 and self.bar.tab == "dialogue":
            await self.pane.find()

    def action_fold(self) -> None:
        """Unfold the reply pointed at, or fold it."""
        if not self.pane.view.fold(self.pane.pointed_at()):
            self.say(SHORT)

    def action_page(self, by: int) -> None:
        self.pane.page(by)

    def action_zoom(self) -> None:
        self.pane.zoom()

    def action_walkthrough(self) -> None:
        """Show the lesson, which begins it, or hide it; kept for next time."""
        screen = self.screen_stack[0]
        shown = screen.has_class("-no-lesson")
        screen.set_class(not shown, "-no-lesson")
        if shown:
            self.learning.take_up()
        if fault := settings.save_choice("lesson", shown, replace_own):
            self.say(fault, severity="warning")
        self.pane.refresh_composer()

    def action_answer(self) -> None:
        """Answer the lesson's question, or go on behind what it explains."""
        if len(self.screen_stack) == 1:
            self._bring_lesson()
            self.learning.go_on()

    def action_hint(self) -> None:
        """One hint of the lesson more."""
        if len(self.screen_stack) == 1:
            self._bring_lesson()
            self.learning.hint()

    def _bring_lesson(self) -> None:
        """The lesson stands beside the dialogue, and decides again what is offered."""
        self.screen_stack[0].remove_class("-no-lesson")
        self.pane.refresh_composer()

    async def action_look_up(self) -> None:
        """Open the reply code of the entry under the cursor in the Reference."""
        index = self.pane.pointed_at()
        entry = self.talk.transcript.entries[index] if index is not None else None
        if entry is None or entry.reply is None or not entry.reply.code:
            self.say("There is no reply here to look up.")
            return
        await self.tabs.look_up(str(entry.reply.enhanced or entry.reply.code), entry.reply.code)

    async def action_composer(self) -> None:
        """Escape: cancel a connection attempt, end a zoom, go back to the composer."""
        if self.talk.cancel() or self.pane.form.leave():
            return
        if self.pane.zoomed:
            self.pane.zoom()
        if self.bar.tab != "dialogue":
            await self.action_tab("dialogue")
        self.pane.end_find()
        self.pane.view.cursor = None
        self.pane.composer.line.queued.clear()
        self.orders.drop()
        self.past.drop()
        self.pane.refresh_composer()
        self.pane.composer.line.focus()

    async def action_reveal(self) -> None:
        """Show all of a response, until the next key; it is made ahead of time where that takes work."""
        await self.pane.form.reveal()

    def action_by_hand(self) -> None:
        """Answer by hand, or by a form."""
        if not self.pane.form.toggle():
            self.say("There is no challenge to answer by hand here.")

    def action_copy(self) -> None:
        self.copying.dialogue(self._front.transcript)

    def action_copy_entry(self) -> None:
        if self.bar.tab == "reference" and self._front is self.pane:
            self.copying.text(self.screen_stack[0].query_one("#reference").row_text())  # type: ignore[attr-defined]
        else:
            self.copying.entry(self._front.transcript, self._front.pointed_at())

    def copy_to_clipboard(self, text: str) -> None:
        """Textual's own copying (ctrl+c on a selection) takes the same ways."""
        self.copying.text(text)

    async def action_share(self) -> None:
        """Choose what is copied, and see it first."""
        await self.copying.share(self._front)

    async def action_earlier(self) -> None:
        await self.past.list()

    def action_replay(self) -> None:
        self.past.replay_front(self._front)

    def action_compare(self) -> None:
        self.past.compare()

    async def action_note(self) -> None:
        """Put the user's own words on the entry pointed at."""
        from smtpwb.tui.screens.note import NoteScreen

        index = self.pane.pointed_at()
        if index is None:
            self.say("There is no entry yet to put a note on.")
            return
        entry = self.talk.transcript.entries[index]
        about = f"{wording.mark(entry)} {wording.lines(entry)[0]}"
        await self.push_screen(NoteScreen(about, entry.note), partial(self._noted, index))

    def _noted(self, index: int, text: str | None) -> None:
        if text is not None and text != self.talk.transcript.entries[index].note:
            self.talk.note(index, text)

    def action_decode(self) -> None:
        """Explain what is pasted."""
        from smtpwb.tui.screens.decode import DecodeScreen

        if len(self.screen_stack) == 1:
            self.push_screen(DecodeScreen())

    async def action_message(self) -> None:
        if len(self.screen_stack) == 1:
            await self.editing.open()

    async def action_drills(self, kind: str = "") -> None:
        """Play flash cards of a kind, or of one to be chosen; then look up what was missed, if wished."""
        from smtpwb.tui.screens.drill import DrillScreen

        if len(self.screen_stack) == 1:
            await self.push_screen(DrillScreen(kind), self._drilled)
            self.learning.looked("drill")

    async def _drilled(self, key: str | None) -> None:
        if key:
            await self.tabs.look_up(key, key)

    async def action_mailbox(self) -> None:
        """Open what arrived at the practice server."""
        from smtpwb.tui.screens.mailbox import MailboxScreen
        from smtpwb.tui.screens.question import QuestionScreen

        if len(self.screen_stack) == 1 or isinstance(self.screen, QuestionScreen):
            screen = MailboxScreen(lambda: self.talk.received, self.copying.text, self.learning.looked)
            await self.push_screen(screen)

    def action_help(self) -> None:
        """Explain the screen that one looks at."""
        from smtpwb.tui.screens.help import help_on

        self.push_screen(help_on(type(self.screen).__name__, self.bar.where, self._settings))

    async def action_quit(self) -> None:
        """Leave; while connected, or with a message that was not sent, only when asked twice."""
        connected = "Connected" if self.talk.connected else ""
        written = "The message you wrote is not sent, and would be lost" if self.editing.unsent else ""
        self.leaving.quit(written or connected)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        for action in ACTIONS:
            if action.id != "palette":
                run = partial(self.run_action, action.run)
                yield SystemCommand(action.label.capitalize(), action.help, run)
        yield from self.theme_commands()
