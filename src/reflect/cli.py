"""The command line: parse, call, print.

Exit status: 0 all done; 1 some items failed, the rest are done and each failure is named; 2 bad usage or input,
nothing written. Heavy imports stay inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import inspect
import io
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from reflect.errors import ReflectError, sentence
from reflect.language import N_, _, in_environment, ngettext, speaking

if TYPE_CHECKING:
    from click.types import OptionHelpExtra

    from reflect.exchange.collecting import Collected
    from reflect.journal.files import Reader, Written
    from reflect.programme.batch import Made, Source
    from reflect.programme.enrolment import Enrolment
    from reflect.roster.reading import Roster
    from reflect.template import Template

_Item = TypeVar("_Item")

_NAMED = 5
"""As many authors are named of one workbook."""


class _Place(click.Path):
    """A path that a file or folder may have."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if "\0" in str(value):
            self.fail(_("no file or folder can have this name"), param, ctx)
        return super().convert(value, param, ctx)


FOLDER = _Place(file_okay=False, path_type=Path)
FILE = _Place(path_type=Path)


_INTERRUPTED = 130
"""The exit status that shells give a program stopped with Ctrl-C."""


class _Helpful:
    """Something that click shows a help text of: it is put into the language that is spoken when it is shown."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__("_help" if name == "help" else name, value)

    def __getattr__(self, name: str) -> Any:
        if name != "help":
            raise AttributeError(name)
        text: str | None = self._help
        return text and _(inspect.cleandoc(text))


class _Option(_Helpful, click.Option):
    """An option with such a help text."""

    def get_help_extra(self, ctx: click.Context) -> OptionHelpExtra:
        extra = super().get_help_extra(ctx)
        return {**extra, "required": _("required")} if "required" in extra else extra


_option = partial(click.option, cls=_Option)


_HEADINGS = (N_("Options"), N_("Commands"))
"""What click calls the parts of a help text."""


class _Formatter(click.HelpFormatter):
    """Writes help texts with our words around them. Click looks its own up in catalogues of the system, compiled."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        usage = _("Usage:")
        super().write_usage(prog, args, f"{usage} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(_(heading))


class _Context(click.Context):
    formatter_class = _Formatter


class _Misused(click.UsageError):
    """A command that was not understood. What was wrong with it, click says in English."""

    def show(self, file: IO[Any] | None = None) -> None:
        if self.ctx is not None:
            hint = _("`{command}` says how it is meant.").format(command=f"{self.ctx.command_path} --help")
            click.echo(f"{self.ctx.get_usage()}\n{hint}\n", file, err=True)
        click.echo(_("Error: {message}").format(message=self.format_message()), file, err=True)


_READERS: Mapping[str, Any] = {"type": click.Choice(["pair", "mentor", "mentee"]), "default": "pair"}
"""Who may be meant by `--for`."""


class _Command(_Helpful, click.Command):
    """A command whose options are given once: of several, click takes the last and passes over the others."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _told(super().get_help_option(ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        *_left, given = self.make_parser(ctx).parse_args(list(args))
        for each in given:
            if isinstance(each, click.Option) and not each.multiple and not each.is_flag and given.count(each) > 1:
                raise click.UsageError(_("{option} is given twice. Give it once.").format(option=each.opts[0]), ctx)
        return super().parse_args(ctx, args)


class _Group(_Helpful, click.Group):
    """Several commands under one name."""

    command_class = _Command
    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _told(super().get_help_option(ctx))


def _told(option: click.Option | None) -> click.Option | None:
    """The option `--help`, which click makes itself, with what it does."""
    if option is not None:
        option.help = _("Show this message and exit.")
    return option


class _Commands(_Group):
    """The commands, any of which may be stopped with Ctrl-C; none of which shows anybody a traceback."""

    def main(self, *arguments: Any, **more: Any) -> Any:
        with speaking(in_environment(os.environ)):
            return super().main(*arguments, **more)

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        with _sayable():
            return super().make_context(*arguments, **more)

    group_class = _Group

    def invoke(self, ctx: click.Context) -> object:
        try:
            with _sayable():
                return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except ReflectError as error:
            _refuse(error)
        except OSError as error:
            if _debugging():
                raise
            text = _("{file}: this could not be done ({reason}). Check the file or folder.")
            text = text if error.filename else _("This could not be done ({reason}). Check the file or folder.")
            _refuse(text.format(file=error.filename, reason=error.strerror or type(error).__name__))
        except Exception as error:  # whatever it is, a traceback helps nobody here, and may quote words
            if _debugging():
                raise
            text = _("This did not work ({reason}). Say so, with what you did, to whoever gave you reflect.")
            _refuse(text.format(reason=_whence(error)))
        except KeyboardInterrupt as stopped:
            traceback.clear_frames(stopped.__traceback__)  # what was just begun, and not yet entered, is taken away too
            text = _("Stopped. Every file written is whole; the same command again does the rest.")
            _say_lines(f"\n{text}", failed=True)
            sys.exit(_INTERRUPTED)


@contextmanager
def _sayable() -> Iterator[None]:
    """Have what click says of an argument in a form that commands no terminal."""
    from reflect.disk.errors import printable

    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise _Misused(printable(error.format_message()), error.ctx) from None


def _debugging() -> bool:
    from reflect.notebook.contained import debugging

    return debugging()


def _whence(error: Exception) -> str:
    """The kind of an error and where it came up, and nothing that it says."""
    *_earlier, last = traceback.extract_tb(error.__traceback__)
    return _("{kind} in {file}, line {number}").format(
        kind=type(error).__name__, file=Path(last.filename).name, number=last.lineno
    )


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(
    package_name="reflect-workbooks", prog_name="reflect", cls=_Option, help=N_("Show the version and exit.")
)
def main() -> None:
    """Workbooks for reflective practice in one-to-one mentoring."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that cannot show a name must not stop the work
        sys.stdout.reconfigure(errors="backslashreplace")


@main.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, default="demo")
def demo(folder: Path) -> None:
    """Make a filled sample programme with journals in DIR (default: demo)."""
    from reflect.demo.make import make_demo

    for line in make_demo(folder):
        _say(line)


@main.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=".")
def templates(folder: Path) -> None:
    """List the templates: what each is for, how many questions it asks, and where it is from.

    A programme's own are among them, in the folder `templates` of the programme that DIR is in (default: this folder).
    """
    from reflect.catalogue import catalogue
    from reflect.programme.root import programme_folder
    from reflect.template.lengths import length_in_words

    found = catalogue(programme_folder(folder))
    for each in found.entries:
        template = each.template
        count, whose = len(template.fields), _whose(template.personal_to)
        text = ngettext("{title}, {whose}, {count} question", "{title}, {whose}, {count} questions", count)
        text = text.format(title=template.title, whose=whose, count=count)
        often = _("{template}, as often as wanted") if template.repeats else "{template}"
        what = [often.format(template=text), length_in_words(template.minutes), each.place.words]
        _say(f"{template.name:20} {'; '.join(filter(None, what))}")
    for problem in found.problems:
        _say(problem, failed=True)
    sys.exit(1 if found.problems else 0)


@main.command()
@click.argument("notebooks", metavar="NOTEBOOK...", nargs=-1, required=True, type=FILE)
def check(notebooks: tuple[Path, ...]) -> None:
    """Check that each NOTEBOOK is a good template. Nothing in it is run."""
    from reflect.check import check as problems_in

    failed = False
    for path in notebooks:
        problems = problems_in(path)
        failed = failed or bool(problems)
        for problem in problems:
            _say(str(problem), failed=True)
        if not problems:
            _say(_("{path}: a good template").format(path=path))
    sys.exit(1 if failed else 0)


@main.command()
@click.argument("template")
@_option("--mentor", required=True, metavar="NAME", help="The mentor's name.")
@_option("--mentee", required=True, metavar="NAME", help="The mentee's name.")
@_option("--out", type=FOLDER, default=".", help="The folder to make it in (default: this one).")
@_option("--occasion", metavar="DATE", help="Which entry, of a template that repeats (default: today's).")
@_option("-p", "given", nargs=2, multiple=True, metavar="KEY VALUE", help="Another parameter of the template.")
def new(
    template: str, mentor: str, mentee: str, out: Path, occasion: str | None, given: tuple[tuple[str, str], ...]
) -> None:
    """Make one workbook from TEMPLATE (a name from `reflect templates`, or a notebook)."""
    from reflect.programme.batch import MakeOutcome, make_workbook
    from reflect.template.occasions import OCCASION
    from reflect.template.parameters import read_pair

    for role, name in (("mentor", mentor), ("mentee", mentee)):
        if not name.strip():
            mentors, mentees = _("The mentor has no name."), _("The mentee has no name.")
            remedy = _("Write it after {option}.").format(option=f"--{role}")
            _refuse(f"{mentors if role == 'mentor' else mentees} {remedy}")
    [source] = _sources([template], out)
    if unknown := sorted({name for name, _ in given} - source.template.parameters.keys()):
        known = ", ".join(source.template.parameters)
        text = _("{template} has no parameter {name!r}. Its parameters are {known}.")
        _refuse(text.format(template=source.template.name, name=unknown[0], known=known))
    dates = [value for name, value in (*given, (OCCASION, occasion)) if name == OCCASION and value is not None]
    which, about_date = _occasion(source.template, dates)
    others = [each for each in given if each[0] != OCCASION]
    pair, notes = read_pair(mentor, mentee, others, source.template.parameters)
    for note in (*notes, *about_date):
        _say(note, failed=True)
    made = make_workbook(pair, source, out, occasion=which, mend=True)
    if made.outcome is MakeOutcome.FAILED:
        _refuse(made.sentence)
    _say(f"{made.path}: {_(made.outcome.value)}")
    sys.exit(0 if made.outcome in (MakeOutcome.MADE, MakeOutcome.MENDED, MakeOutcome.FORWARD, MakeOutcome.SAME) else 1)


@main.command()
@click.argument("roster", type=FILE)
@_option("--out", type=FOLDER, required=True, help="The programme's folder; it is made if it is not there.")
@_option("--templates", "names", metavar="A,B", help="Only these templates (default: reflect's own).")
@_option("--force", is_flag=True, help="Make anew what would be made differently now and nobody has written in.")
@_option("--dry-run", is_flag=True, help="Only say what would be done.")
def batch(roster: Path, out: Path, names: str | None, force: bool, dry_run: bool) -> None:
    """Make every pair's workbooks from a ROSTER (CSV or XLSX with the columns mentor and mentee)."""
    from reflect.catalogue import template_names
    from reflect.programme.batch import make_enrolled
    from reflect.programme.enrolment import enrol
    from reflect.roster.reading import read_roster
    from reflect.template.occasions import OCCASION

    sources = _sources(template_names() if names is None else names.split(","), out)
    read = read_roster(roster, {name for source in sources for name in source.template.parameters} - {OCCASION})
    _report_roster(read)
    _try_own(sources)
    try:
        enrolment = enrol(read.pairs, [source.template.name for source in sources], out, dry_run=dry_run)
    except OSError as error:
        _refuse(error)
    _report_enrolment(enrolment, read)
    made = list(
        _with_progress(
            make_enrolled(enrolment, sources, force=force, dry_run=dry_run),
            total=len(enrolment.homes) * len(sources),
            label=_("Workbooks"),
        )
    )
    failed = _report_made(made, enrolment, out, dry_run=dry_run)
    if not made or failed == len(made):
        sys.exit(2)
    sys.exit(1 if read.problems or enrolment.problems or failed else 0)


@main.command("open")
@click.argument("path", metavar="[PATH]", type=FILE, default=".")
@_option("--as", "who", metavar="WHO", envvar="REFLECT_AS", help="The name that what is written is kept under.")
@_option("--no-browser", is_flag=True, help="Open no browser; only say which address to open.")
def open_(path: Path, who: str | None, no_browser: bool) -> None:
    """Open a workbook, or the home page of a folder, in JupyterLab (default: this folder).

    Uses a JupyterLab that is running, or else starts one, which Ctrl-C ends.
    """
    from reflect.launch import launch

    if who is not None and not who.strip():
        _refuse(_("The name to write as is blank. Write it after --as."))
    launch(path, who and who.strip(), browser=not no_browser, say=_say_lines)


@main.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=FILE)
@_option("--out", type=FOLDER, required=True, help="The folder for the journals; it is made if it is not there.")
@_option(
    "--for",
    "reader",
    **_READERS,
    help="Who will read it (default: pair). A personal workbook is only for its owner.",
)
def journal(paths: tuple[Path, ...], out: Path, reader: Reader) -> None:
    """Write the journal of each workbook, or of each in a folder, as a page to read and print."""
    from reflect.journal.files import JournalOutcome, asked_for, write_journals

    asked, problems = asked_for(paths, out)
    became = list(_with_progress(write_journals(asked, reader), total=len(asked), label=_("Journals")))
    problems += [each.problem for each in became if each.problem]
    if not problems and all(each.outcome is JournalOutcome.NO_WORKBOOK for each in became):
        text = _("There is no workbook in {places}. Name a folder that `reflect batch` made.")
        _refuse(text.format(places=", ".join(map(str, paths))))
    for problem in problems:
        _say(problem, failed=True)
    _report_journals(became, out)
    sys.exit(1 if problems else 0)


@main.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=FILE)
@_option("--out", type=FILE, required=True, help="The file to make, which ends in .ics.")
@_option(
    "--for",
    "reader",
    **_READERS,
    help="Whose dates (default: those of both). A personal workbook's are only for its owner, in a file of their own.",
)
def calendar(paths: tuple[Path, ...], out: Path, reader: Reader) -> None:
    """Make a calendar of the dates in one pair's workbooks, or folder of them, for any program that has one."""
    from reflect.calendar.file import write_calendar
    from reflect.calendar.source import calendar_of

    found = calendar_of(paths, reader)
    for problem in found.problems:
        _say(problem, failed=True)
    if not found.days:
        text = _("There are no dates for a calendar yet in {places}.")
        _refuse(text.format(places=", ".join(map(str, paths))))
    write_calendar(out, found.text, private=reader != "pair")
    count = ngettext("{count} date", "{count} dates", found.days).format(count=found.days)
    _say(_("{path}: {dates} of {pair}").format(path=out, dates=count, pair=found.name))
    sys.exit(1 if found.problems else 0)


@main.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@_option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="How to write it (default: table). CSV has the pairs, without the counts.",
)
def status(folder: Path, form: str) -> None:
    """Say how far each pair of the programme in DIR is, and what may be counted over all of them.

    Never a word of anybody's: numbers, dates and options that a template marks as shareable, and those only where five
    pairs or more have answered. Of personal workbooks nothing is said.
    """
    import datetime as dt

    from reflect.programme.standing import Unreadable, notebooks_below
    from reflect.status.reading import Seen, see, status_of
    from reflect.status.written import as_csv, as_json, as_table

    notebooks, closed, _whole = notebooks_below(folder)
    seen = list(_with_progress(map(see, notebooks), total=len(notebooks), label=_("Workbooks")))
    pairs, counted = status_of(
        folder, [each for each in seen if isinstance(each, Seen)], dt.datetime.now().astimezone().date()
    )
    if not pairs:
        _refuse(_("There is no workbook in {place}. Name a folder that `reflect batch` made.").format(place=folder))
    unreadable = [*closed, *(each for each in seen if isinstance(each, Unreadable))]
    for each in unreadable:
        _say(f"{each.path}: {each.reason}", failed=True)
    match form:
        case "json":
            _say_lines(as_json(pairs, counted))
        case "csv":
            _say_lines(as_csv(pairs))
        case _table:
            _say_lines(as_table(pairs, counted))
    sys.exit(1 if unreadable else 0)


@main.command()
@click.argument("path", type=FILE)
@_option("--out", type=FILE, required=True, help="The file to make: .ipynb for a workbook, .zip for a folder.")
def pack(path: Path, out: Path) -> None:
    """Make one file of a workbook, or of a folder of them, with the shared answers inside, to send to somebody."""
    from reflect.exchange.packing import PackOutcome
    from reflect.exchange.packing import pack as packed_in

    became = list(_with_progress(packed_in(path, out), total=None, label=_("Workbooks")))
    for each in became:
        if each.outcome is not PackOutcome.PACKED:
            _say(each.reason, failed=each.outcome is PackOutcome.FAILED)
        for problem in each.problems:
            _say(problem, failed=True)
    count, left_out = (
        sum(each.outcome is what for each in became) for what in (PackOutcome.PACKED, PackOutcome.LEFT_OUT)
    )
    text = ngettext("{count} workbook in {place}", "{count} workbooks in {place}", count).format(count=count, place=out)
    left = ngettext("{packed}; {count} left out", "{packed}; {count} left out", left_out)
    _say(left.format(packed=text, count=left_out) if left_out else text)
    sys.exit(1 if any(each.problems or each.outcome is PackOutcome.FAILED for each in became) else 0)


@main.command()
@click.argument("sources", metavar="FROM...", nargs=-1, required=True, type=FILE)
@_option("--into", type=FOLDER, required=True, help="The programme's folder; it is made if it is not there.")
def collect(sources: tuple[Path, ...], into: Path) -> None:
    """Merge what came back (workbooks, files made by `reflect pack`, folders) into the workbooks in a folder."""
    from reflect.exchange.collecting import collect as collected_in
    from reflect.exchange.collecting import gathered

    for source in sources:
        if not source.exists():
            _refuse(_("{path}: there is no such file or folder. Check the name.").format(path=source))
    with gathered(sources) as what:
        became = list(_with_progress(collected_in(what, into), total=len(what.notebooks), label=_("Workbooks")))
    sys.exit(_report_collected(became, into))


@main.group()
def prompts() -> None:
    """The questions that are offered to the person writing."""


@prompts.command()
@click.argument("workbook", type=FILE)
@click.argument("field")
def preview(workbook: Path, field: str) -> None:
    """Print exactly what would be sent to a model for FIELD of WORKBOOK, and to nobody if nothing would."""
    from reflect.prompts.offering import preview as previewed
    from reflect.prompts.request import request_for

    _say_lines(previewed(request_for(workbook, field)))


@prompts.command("try")
def try_model() -> None:
    """Ask the model that is set up here about a made-up sentence, and say whether it answered, or why not."""
    from reflect.prompts.offering import trial

    said, well = trial()
    _say(said)
    sys.exit(0 if well else 1)


def _occasion(template: Template, given: list[str]) -> tuple[str, tuple[str, ...]]:
    """The occasion of a new workbook, and what is to be said of how it was read. Raises ParameterError."""
    from reflect.template.occasions import OCCASION, today
    from reflect.template.parameters import ParameterError, read_value

    if given and not template.repeats:
        raise ParameterError(
            _("a pair has one workbook from {template}").format(template=template.name), _("Leave it out"), OCCASION
        )
    if len(given) > 1:
        raise ParameterError(_("this is given twice"), _("Give it once"), OCCASION)
    try:
        read = read_value(OCCASION, given[0] if given else "")
    except ParameterError as error:
        raise ParameterError(error.message, error.remedy, OCCASION) from None
    return read.text or (today() if template.repeats else ""), read.notes


def _sources(names: Iterable[str], out: Path) -> list[Source]:
    """The templates with these names, each once, for a folder to make workbooks in.

    Ends the program where one cannot be used, and says so where a programme's own is not the one that is used.
    """
    from reflect.catalogue import shadowed
    from reflect.programme.batch import find_template
    from reflect.programme.root import programme_folder

    found: dict[str, Source] = {}
    for name in dict.fromkeys(map(str.strip, names)):
        source = find_template(name, out)
        if note := source.place and shadowed(name, programme_folder(out)):
            _say(note, failed=True)
        if found.setdefault(source.template.name, source).template != source.template:
            called = source.template.name
            text = _("{name}: another template here is called {called!r} too. Give it a name of its own.")
            _refuse(text.format(name=name, called=called))
    return list(found.values())


def _try_own(sources: Iterable[Source]) -> None:
    """Run each template that did not come with reflect once. Those that did are run by its tests.

    One that others may have put there is only run where this person has trusted its code.
    """
    from reflect.programme.batch import try_template
    from reflect.server.trust.granted import has_trusted

    for source in sources:
        if source.is_shared and not has_trusted(source.template.name, source.notebook):
            text = _(
                "{template} is not tried, since others can write where it is, and you have not trusted its code. "
                "Open a workbook of it to read that."
            )
            _say(text.format(template=source.template.name), failed=True)
        elif not source.installed:
            _say(_("Trying {template} once in a kernel ...").format(template=source.template.name), failed=True)
            try_template(source)


def _report_roster(roster: Roster) -> None:
    for problem in roster.problems:
        _say(str(problem), failed=True)
    for column in roster.unknown_columns:
        text = _("The column {column!r} is not used: no template has a parameter of that name.")
        _say(text.format(column=column), failed=True)
    for note in roster.notes:
        _say(note, failed=True)


def _report_enrolment(enrolment: Enrolment, roster: Roster) -> None:
    """Say what was recognised of the pairs in a roster, and for which nothing is made."""
    from reflect.programme.enrolment import people

    for note in (*enrolment.passed_over, *enrolment.notes):
        _say(note, failed=True)
    for problem in enrolment.problems:
        row = roster.rows[roster.pairs.index(problem.pair)]
        text = _("row {row}, {people}: {reason} Nothing was made for them.")
        _say(text.format(row=row, people=people(problem.pair), reason=problem.reason), failed=True)


def _report_made(made: list[Made], enrolment: Enrolment, out: Path, *, dry_run: bool) -> int:
    """Say what became of the workbooks, and how many failed."""
    from reflect.programme.batch import MakeOutcome

    if dry_run:
        for each in made:
            _say(f"{each.path}: {_(each.outcome.value)}")
    for each in made:
        if each.outcome is MakeOutcome.FAILED:
            _say(f"{each.path}: {_(each.outcome.value)}: {each.reason}", failed=True)
    counts = {outcome: sum(each.outcome is outcome for each in made) for outcome in MakeOutcome}
    what = _counts(counts) or _("nothing to make")
    pairs, workbooks = len(enrolment.homes), len(made)
    for_pairs = ngettext("for {count} pair", "for {count} pairs", pairs).format(count=pairs)
    makes = ngettext("{count} workbook {for_pairs}", "{count} workbooks {for_pairs}", workbooks)
    dry, wet = _("{made} in {place}: {what} (a dry run: nothing was written)"), _("{made} in {place}: {what}")
    text = dry if dry_run else wet
    _say(text.format(made=makes.format(count=workbooks, for_pairs=for_pairs), place=out, what=what))
    return counts[MakeOutcome.FAILED]


def _report_journals(became: list[Written], out: Path) -> None:
    """Say how many journals there are, what is not in them, and how many notebooks of a folder have none."""
    from reflect.journal.attached import KINDS
    from reflect.journal.files import JournalOutcome

    for each in became:
        if each.note:
            _say(each.note)
        if each.left_out:
            text = ngettext(
                "{page}: {count} picture left out, as is said in place. "
                "A journal shows those that are in the notebook itself: {kinds}.",
                "{page}: {count} pictures left out, as is said in place. "
                "A journal shows those that are in the notebook itself: {kinds}.",
                each.left_out,
            )
            _say(text.format(page=each.path, count=each.left_out, kinds=_(KINDS)))
    left_out = [each.outcome for each in became if not each.problem]
    if personal := left_out.count(JournalOutcome.NOT_YOURS):
        text = ngettext(
            "{count} personal workbook left out: only the owner may read them.",
            "{count} personal workbooks left out: only the owner may read them.",
            personal,
        )
        _say(text.format(count=personal))
    if others := left_out.count(JournalOutcome.NO_WORKBOOK):
        text = ngettext(
            "{count} notebook left out: not made by reflect.",
            "{count} notebooks left out: not made by reflect.",
            others,
        )
        _say(text.format(count=others))
    written = left_out.count(JournalOutcome.WRITTEN)
    text = ngettext("{count} journal in {place}", "{count} journals in {place}", written)
    _say(text.format(count=written, place=out))
    for each in became:
        if each.outcome is JournalOutcome.BOOK:
            _say(_("{page}: the year as one book").format(page=each.path))


def _report_collected(became: list[Collected], into: Path) -> int:
    """Say what became of each returned workbook, without a word of any answer. Gives the exit status."""
    from reflect.exchange.collecting import CollectOutcome

    for each in became:
        failed = each.outcome is CollectOutcome.REFUSED
        _say(f"{each.name}: {_became(each)}", failed=failed)
        if each.note:
            text = _("{name}: somebody wrote in the notebook itself, which is kept in {place}")
            _say(text.format(name=each.name, place=each.note))
        for problem in each.problems:
            _say(problem if problem.startswith(each.name) else f"{each.name}: {problem}", failed=True)
    counts = {outcome: sum(each.outcome is outcome for each in became) for outcome in CollectOutcome}
    answers = len({answer for each in became for found in each.answers.values() for answer in found})
    back = ngettext("{count} came back into {place}: {what}.", "{count} came back into {place}: {what}.", len(became))
    back = back.format(count=len(became), place=into, what=_counts(counts))
    new = ngettext("{count} new answer.", "{count} new answers.", answers).format(count=answers)
    _say(f"{back} {new}")
    if not counts[CollectOutcome.MERGED] + counts[CollectOutcome.KEPT]:
        return 2
    return 1 if counts[CollectOutcome.REFUSED] or any(each.problems for each in became) else 0


def _became(each: Collected) -> str:
    """What became of one returned workbook, in words."""
    from reflect.exchange.collecting import CollectOutcome

    if each.outcome not in (CollectOutcome.MERGED, CollectOutcome.KEPT):
        return f"{_(each.outcome.value)}: {sentence(each.reason)}"
    count = len({answer for found in each.answers.values() for answer in found})
    news = ngettext("{count} new answer", "{count} new answers", count) if count else _("nothing new")
    if authors := _authors(each):
        news = ngettext("{count} new answer by {authors}", "{count} new answers by {authors}", count)
    news = news.format(count=count, authors=authors)
    text = _("{news}, in {place}, which was made now") if each.made else _("{news}, in {place}")
    return text.format(news=news, place=each.path)


def _authors(each: Collected) -> str:
    """Who wrote what is new in one returned workbook, as far as there is room, and how much."""
    somebody = _("somebody")
    authors = [f"{author or somebody} ({len(found)})" for author, found in each.answers.items()]
    named, more = ", ".join(authors[:_NAMED]), len(authors) - _NAMED
    if more <= 0:
        return named
    return ngettext("{named} and {count} other", "{named} and {count} others", more).format(named=named, count=more)


def _counts(counts: Mapping[Any, int]) -> str:
    """How many became what."""
    return "; ".join(outcome.counted(count) for outcome, count in counts.items() if count)


def _whose(personal_to: str | None) -> str:
    if personal_to is None:
        return _("shared by the pair")
    return _("personal to the mentor") if personal_to == "mentor" else _("personal to the mentee")


def _say(text: str, *, failed: bool = False) -> None:
    """Print a line that may hold what came from somebody else: nothing in it moves the cursor or starts a new line."""
    from reflect.disk.errors import printable

    click.echo(printable(text), err=failed)


def _say_lines(text: str, *, failed: bool = False) -> None:
    """Print lines, each as `_say` does."""
    for line in text.split("\n"):
        _say(line, failed=failed)


def _with_progress(items: Iterable[_Item], *, total: int | None, label: str) -> Iterable[_Item]:
    """The items, with a progress bar where somebody is looking at a terminal."""
    from tqdm import tqdm

    return tqdm(items, total=total, desc=label, disable=not sys.stderr.isatty(), leave=False)


def _refuse(reason: object) -> NoReturn:
    """End the program: the input cannot be used, and nothing was written."""
    _say_lines(str(reason), failed=True)
    sys.exit(2)
