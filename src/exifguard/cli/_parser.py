"""The options of every command."""

from __future__ import annotations

import argparse
from typing import NoReturn

from .. import __version__
from ..report.printable import printable

_EXAMPLES = """\
examples:
  exifguard inspect photo.jpg                   what does it give away?
  exifguard scrub photo.jpg -o clean.jpg        a clean copy
  exifguard scrub photos/ -o clean/             clean copies of a whole folder
  exifguard scrub --in-place photo.jpg          replace it by its clean copy
  exifguard check photos/                       exit status 1 when anything is left

exit status:
  0 done   1 check found something   2 wrong usage   3 a file was refused or failed
"""

_INSPECT_EXAMPLES = """\
examples:
  exifguard inspect photo.jpg
  exifguard inspect --tags photo.jpg            every field with its value
  exifguard inspect --json photos/ | jq -c .location
"""

_SCRUB_EXAMPLES = """\
examples:
  exifguard scrub photo.jpg -o clean.jpg
  exifguard scrub photos/ -o clean/             the same tree of clean copies
  exifguard scrub --in-place photos/
  exifguard scrub --dry-run photos/             what would go; writes nothing
  exifguard scrub --policy location photo.jpg -o clean.jpg
                                                the place goes, the rest stays
  exifguard scrub --keep rights,time photo.jpg -o clean.jpg
  exifguard scrub --explain photo.jpg -o clean.jpg
  exifguard scrub - < photo.jpg > clean.jpg
"""

_CHECK_EXAMPLES = """\
examples:
  exifguard check photos/ && echo "ready to publish"
  exifguard check --policy location photos/     is any place left?
"""

_VERIFY_EXAMPLES = """\
examples:
  exifguard verify photo.jpg clean.jpg
  exifguard verify --policy location photo.jpg clean.jpg
"""


_DIFF_EXAMPLES = """\
examples:
  exifguard diff photo.jpg clean.jpg
  exifguard diff --tags photo.jpg edited.jpg    with the values

exit status:
  0 they tell the same   1 they differ   2 wrong usage   3 one can't be read
"""


class _Parser(argparse.ArgumentParser):
    """Complains in one line, and never prints a control character of an argument."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {printable(message)} ({self.prog} --help tells more)\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = _Parser(
        prog="exifguard",
        description="Takes the secrets out of pictures and leaves the picture alone.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"exifguard {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _inspect(_add(commands, "inspect", "say what pictures give away", _INSPECT_EXAMPLES))
    _scrub(_add(commands, "scrub", "write clean copies", _SCRUB_EXAMPLES))
    _check(_add(commands, "check", "exit with status 1 when anything would be removed", _CHECK_EXAMPLES))
    _verify(_add(commands, "verify", "compare a picture with its clean copy", _VERIFY_EXAMPLES))
    _diff(_add(commands, "diff", "list what two pictures tell differently", _DIFF_EXAMPLES))
    _json(_add(commands, "formats", "list the supported file formats"))
    _json(_add(commands, "policies", "list the policies, and what each does and why"))
    return parser


def _add(
    commands: argparse._SubParsersAction[_Parser],
    name: str,
    text: str,
    examples: str | None = None,
) -> _Parser:
    return commands.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.",
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a picture, a folder, or - for stdin")


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON document a line")


def _policy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", default="share", metavar="NAME|FILE",
                        help="one of 'exifguard policies' (share), or a TOML file")  # fmt: skip
    for option, text in (("--keep", "keep this as well"), ("--remove", "remove this as well")):
        parser.add_argument(option, action="append", default=[], metavar="CATEGORY",
                            help=f"{text}; repeatable, or with commas")  # fmt: skip


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--explain", action="store_true", help="say what happens to every value, and why")


def _inspect(parser: argparse.ArgumentParser) -> None:
    _paths(parser)
    _json(parser)
    parser.add_argument("--tags", action="store_true", help="list every field with its value")


def _scrub(parser: argparse.ArgumentParser) -> None:
    _paths(parser)
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help="a file for one picture (- for stdout), else a folder in which the tree is mirrored",
    )
    where.add_argument("--in-place", action="store_true", help="replace each picture by its clean copy")
    _policy(parser)
    parser.add_argument("--verify", choices=("structure", "pixels"), default="structure",
                        help="pixels: also decode both pictures and compare them")  # fmt: skip
    parser.add_argument("--orientation", type=int, choices=range(1, 9), metavar="1..8",
                        help="which way is up, for a picture that contradicts itself")  # fmt: skip
    _explain(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be done; write nothing")
    parser.add_argument("--force", action="store_true", help="replace existing outputs")
    parser.add_argument("--follow-links", action="store_true",
                        help="with --in-place: also replace what links point at")  # fmt: skip
    _json(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    _paths(parser)
    _policy(parser)
    _explain(parser)
    _json(parser)


def _verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar="BEFORE", help="the original")
    parser.add_argument("after", metavar="AFTER", help="its clean copy, whoever made it")
    _policy(parser)
    parser.add_argument("--pixels", action="store_true", help="also decode both and compare what they show")
    _json(parser)


def _diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar="BEFORE", help="a picture")
    parser.add_argument("after", metavar="AFTER", help="the picture to compare it with")
    parser.add_argument("--tags", action="store_true", help="show the values")
    _json(parser)
