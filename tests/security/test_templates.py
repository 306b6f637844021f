"""A stranger's template runs nothing, leaks nothing, and is stopped: a row each attack (P15)."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]

SECONDS, MEGABYTES = 1.0, 256
STARTING = 0.6
"""Processor time a start takes at most, before and after the template's own second."""
SECRET = "4e2b9c"
KEPT_SECRET = ("root:", SECRET, "13800138000", "<class", "<function", "<built-in", " at 0x")
RAN = "ran-by-a-template"
LOOK = f"os.popen('touch {RAN}').read()"

DOUBLED = "{% set x = 'xxxxxxxxxxxxxxxx' %}" + "{% set x = x ~ x %}" * 40
NESTED = "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}"
ENDED = "{% endfor %}{% endfor %}{% endfor %}"
TOO_MUCH = "too much time, memory or space"

ATTACKS: dict[str, tuple[str, str]] = {
    # the eleven that were measured on Jinja's own environments
    "a command": ("{{ cycler.__init__.__globals__." + LOOK + " }}", "unsafe"),
    "a class": ("{{ ''.__class__.__mro__ }}", "unsafe"),
    "a format text": ("{{ '{0.__class__}'.format(customer) }}", "unsafe"),
    "a long range": ("{% for i in range(10**9) %}{% endfor %}", "a range too long"),
    "a long text": ("{{ 'x' * 4000000000 }}", "repeated too often"),
    "a changed fact": ("{{ customer.update(name='evil') }}", "unsafe"),
    "a secret": ("{{ customer.phone }}", "There is no 'phone'"),
    "a misspelt name": ("{{ custmer_name }}", "There is no 'custmer_name'"),
    "a path upward": ("{% include '../../svc.toml' %}", "There is no part"),
    "a whole path": ("{% include '/etc/passwd' %}", "There is no part"),
    # ways to a command or an object's insides
    "joiner": ("{{ joiner.__init__.__globals__." + LOOK + " }}", "unsafe"),
    "namespace": ("{{ namespace.__init__.__globals__." + LOOK + " }}", "unsafe"),
    "lipsum": ("{{ lipsum.__globals__." + LOOK + " }}", "There is no 'lipsum'"),
    "range's module": ("{{ range.__globals__." + LOOK + " }}", "unsafe"),
    "the template itself": ("{{ self.__init__.__globals__." + LOOK + " }}", "unsafe"),
    "its context": ("{{ self._TemplateReference__context }}", "unsafe"),
    "a loop's": ("{% for a in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}", "unsafe"),
    "a loop's iterator": ("{% for a in [1] %}{{ loop._iterator }}{% endfor %}", "unsafe"),
    "a macro's": ("{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}", "unsafe"),
    "a macro's world": ("{% macro m() %}{% endmacro %}{{ m._environment }}", "unsafe"),
    "an undefined's": ("{{ nothing.__init__.__globals__ }}", "unsafe"),
    "a method's owner": ("{{ customer.get.__self__ }}", "unsafe"),
    "a number's": ("{{ (1).__class__.__base__.__subclasses__() }}", "unsafe"),
    "in brackets": ("{{ ''['__class__'] }}", "unsafe"),
    "escaped underscores": ("{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}", "unsafe"),
    "full-width letters": ("{{ ''.＿＿class＿＿ }}", "Invalid character"),
    "the long s": ("{{ ''.__claſs__ }}", "There is no '__claſs__'"),
    "a format map": ("{{ '{a.__class__}'.format_map({'a': customer}) }}", "unsafe"),
    "format in brackets": ("{{ ''['format'] }}", "unsafe"),
    "attr": ("{{ customer | attr('__class__') }}", "No filter named 'attr'"),
    "map": ("{{ [customer] | map(attribute='__class__') }}", "No filter named 'map'"),
    "sort by class": ("{{ [customer] | sort(attribute='__class__') }}", "unsafe|group of facts"),
    "join by class": ("{{ [customer] | join(attribute='__class__') }}", "unsafe"),
    "unique by mro": ("{{ [customer] | unique(attribute='__class__.__mro__') | join }}", "unsafe"),
    "pprint": ("{{ customer | pprint }}", "No filter named 'pprint'"),
    "tojson": ("{{ customer | tojson }}", "No filter named 'tojson'"),
    "xmlattr": ("{{ customer | xmlattr }}", "No filter named 'xmlattr'"),
    "debug": ("{% debug %}", "unknown tag 'debug'"),
    "do": ("{% do customer.clear() %}", "unknown tag 'do'"),
    "an import of os": ("{% import 'os' as os %}{{ os.popen }}", "There is no part 'os'"),
    "a name from os": ("{% from 'os' import path %}", "There is no part 'os'"),
    # what Python would print of what is no words
    "a function": ("{{ range }}", "no words but a function"),
    "a method": ("{{ customer.get }}", "no words but"),
    "a macro": ("{% macro m() %}{% endmacro %}{{ m }}", "no words but a Macro"),
    "self": ("{{ self }}", "no words but"),
    "a group": ("{{ customer }}", "group of facts"),
    "its items": ("{{ customer.items() }}", "no words but a dict_items"),
    "a group in a list": ("{{ [customer] }}", "group of facts"),
    "a list": ("{{ [1, 2] }}", "a list, not words"),
    "nothing": ("{{ none }}", "no words but a NoneType"),
    # changing what others see
    "setdefault": ("{{ customer.setdefault('x', 'y') }}", "unsafe"),
    "pop": ("{{ customer.pop('name') }}", "unsafe"),
    "clear": ("{{ customer.clear() }}", "unsafe"),
    "append": ("{% set x = [] %}{{ x.append(1) }}", "unsafe"),
    "extend": ("{{ [].extend([1]) }}", "unsafe"),
    "set a fact": ("{% set customer.name = 'evil' %}", "cannot assign"),
    "mark-up let through": (
        "{% autoescape false %}{{ customer.name }}{% endautoescape %}",
        "autoescape is not for templates",
    ),
    "safe": ("{{ customer.name | safe }}", "No filter named 'safe'"),
    # other files
    "Windows' path": ("{% include '..\\\\svc.toml' %}", "There is no part"),
    "NUL in a path": ("{% include 'card/_x\\0.txt' %}", "There is no part"),
    "one of several": ("{% include ['../svc.toml', '/etc/passwd'] %}", "There is no part"),
    "a customer as path": ("{% include customer.name %}", "There is no part"),
    "a group as path": ("{% include customer %}", "There is no '"),
    "a number as path": ("{% include 3 %}", "not iterable"),
    "extends upward": ("{% extends '../svc.toml' %}", "There is no part"),
    "extends nothing": ("{% extends none %}", ""),
    "a template, no part": ("{% include 'sms/birthday.zh.txt' %}", "There is no part"),
    "a link out": ("{% include 'sms/_link.txt' %}", "leads out of the folder"),
    # what grows within one call, which no timer can stop
    "decimals below": ("{{ 12 | round(-100000000) }}", "more decimals"),
    "decimals above": ("{{ 12 | round(100000000, 'ceil') }}", "more decimals"),
    "a long list": ("{{ [0] * 4000000000 }}", "repeated too often"),
    "a text from the left": ("{{ 4000000000 * 'x' }}", "repeated too often"),
    "a high power": ("{{ 9 ** (9 ** 9) }}", "a power too high|too large"),
    "a tower of factors": ("{{ " + " * ".join(["999999999999"] * 40) + " }}", "too large"),
    "a wide field": ("{{ '%4000000000d' % 1 }}", "% of texts"),
    "a wide format": ("{{ '{:4000000000}'.format(1) }}", "unsafe"),
    "ljust": ("{{ 'x'.ljust(4000000000) }}", "unsafe"),
    "zfill": ("{{ 'x'.zfill(4000000000) }}", "unsafe"),
    "expandtabs": ("{{ '\t'.expandtabs(4000000000) }}", "unsafe"),
    "translate": ("{{ 'aaaa'.translate({97: 'x' * 9999}) }}", "unsafe"),
    "many bytes": ("{{ (1).to_bytes(4000000000, 'big') }}", "unsafe"),
    "an encoding": ("{{ 'x'.encode('zip') }}", "unsafe"),
    "an encoding's path": ("{{ 'x'.encode('../../evil') }}", "unsafe"),
    "center": ("{{ 'x' | center(4000000000) }}", "No filter named 'center'"),
    "indent": ("{{ 'x' | indent(4000000000) }}", "No filter named 'indent'"),
    "batch": ("{{ [1] | batch(4000000000) | list }}", "No filter named"),
    "a huge number": ("{{ " + "9" * 5000 + " }}", "digits"),
    "a huge base 16": ("{{ ('f' * 5000) | int(0, 16) }}", "digits"),
    "infinity": ("{{ (1e308 * 10) | int }}", "too large"),
    "by nought": ("{{ 1 / 0 }}", "division by zero"),
    # what Python cannot take
    "an argument twice": ("{% macro m() %}{% endmacro %}{{ m(a=1, a=2) }}", "repeated"),
    "a parameter twice": ("{% macro m(a, a) %}{% endmacro %}{{ m(1, 2) }}", "duplicate argument"),
    "many loops deep": ("{% for a in [1] %}" * 25 + "{% endfor %}" * 25, "nested blocks"),
    "a thousand tags": ("{% set a = 1 %}" * 2001, "more tags than anybody writes"),
    "broken off": ("{{ customer.name ", "unexpected end"),
    "never closed": ("{% raw %}{{", "Missing end"),
    "an unknown filter": ("{{ 1 | whim }}", "No filter named 'whim'"),
}
ENDLESS = {
    "an endless recursion": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", TOO_MUCH),
    "two in a circle": (
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        TOO_MUCH,
    ),
    "a block in itself": ("{% block a %}{{ self.a() }}{% endblock %}", TOO_MUCH),
    "a loop in itself": ("{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}", TOO_MUCH),
    "a part in itself": ("{% include 'sms/_again.txt' %}", TOO_MUCH),
    "a flood": ("{% for a in range(999) %}{{ 'flood' * 99 }}{% endfor %}", TOO_MUCH),
}
ATTACKS |= ENDLESS
RUNAWAYS = {
    "nested loops": NESTED + ENDED,
    "a doubled text": DOUBLED + "{{ x }}",
    "a doubled text, unsaid": DOUBLED,
    "a doubled list": "{% set x = [0] %}" + "{% set x = x + x %}" * 40,
    "a text by replacing": "{% set x = 'x' * 9999 %}{% set y = x.replace('x', x) %}"
    "{% set z = y.replace('x', x) %}",
    "a list to sort": "{% set x = 'qwertyuiopasdfgh' %}" + "{% set x = x ~ x %}" * 20
    + "{{ (x | sort)[0] }}",
    "texts joined": "{% set x = ['x' * 9999] * 9999 %}{% set y = x | join %}{{ y ~ y ~ y }}",
    "brackets": "{{ " + "(" * 50_000 + "1" + ")" * 50_000 + " }}",
    "ten thousand minuses": "{{ " + "-" * 100_000 + "1 }}",
    "a chain of dots": "{{ customer" + ".a" * 30_000 + " }}",
}  # fmt: skip
LINES: dict[str, int | None] = {
    "set a fact": 1, "a huge number": 1, "a parameter twice": None,
    "an argument twice": None, "many loops deep": None,
    "a thousand tags": None, "extends nothing": None, "a part in itself": 1, "a link out": None,
    "brackets": None, "ten thousand minuses": None, "a chain of dots": None,
}  # fmt: skip
"""The line that is named where it is not the attack's; None where no line was at work."""


@pytest.fixture
def own(shop: Path, wang: str) -> Callable[[str], list[str]]:
    """Writes the shop's template `own`, gives the command that sends it to Wang."""
    (shop / "secret.txt").write_text(SECRET)
    folder = shop / "templates" / "sms"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "_link.txt").is_symlink():
        (folder / "_link.txt").symlink_to(shop / "secret.txt")
    (folder / "_again.txt").write_text("{% include 'sms/_again.txt' %}")

    def write(attack: str) -> list[str]:
        (folder / "own.zh.txt").write_text(f"Dear {{{{ customer.name }}}},\n\n{attack}\n", "utf-8")
        return ["sms", "render", "own", "--customer", wang]

    return write


def blamed(name: str, told: str) -> None:
    """The template and the line are named, and nothing leaks."""
    file = {"a part in itself": "_again.txt", "a link out": "_link.txt"}.get(name, "own.zh.txt")
    line = LINES.get(name, 3)
    assert f"{file}, line {line}:" in told if line else file in told, told
    assert "Traceback" not in told
    assert not [secret for secret in KEPT_SECRET if secret in told]


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks(name: str, own: Callable[[str], list[str]], svc: Call, shop: Path) -> None:
    """Exit 4, the template and the line; nothing printed, run, changed or told."""
    attack, said = ATTACKS[name]
    (customers,) = shop.glob("data/customers/*.jsonl")
    before = customers.read_bytes()
    began = time.process_time()
    wrong = svc(*own(attack), code=4)
    assert time.process_time() - began < SECONDS
    assert wrong.out == ""
    assert any(part in wrong.err for part in said.split("|")), wrong.err
    blamed(name, wrong.err)
    assert customers.read_bytes() == before
    assert not [*shop.parent.rglob(RAN), *Path.cwd().rglob(RAN)]


MEASURING = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as told:
    print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=told)
sys.exit(code)
"""
"""A small parent: of a child Linux counts the memory of the process it was made from, too, and the
one that runs the tests is large."""


@pytest.mark.parametrize("name", RUNAWAYS)
def test_runaways(name: str, own: Callable[[str], list[str]], tmp_path: Path) -> None:
    """The whole process within a second of its own and 256 MB, exit 4."""
    command = [
        sys.executable,
        "-c",
        MEASURING,
        str(tmp_path / "used"),
        sys.executable,
        "-m",
        "svc",
    ]
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        done = subprocess.run(
            [*command, *own(RUNAWAYS[name])], stdout=out, stderr=err, check=False
        )
    told = (tmp_path / "err").read_text("utf-8")
    assert done.returncode == 4, told
    seconds, kilobytes = map(float, (tmp_path / "used").read_text().split())
    assert seconds < SECONDS + STARTING
    assert kilobytes < MEGABYTES * 1024
    assert (tmp_path / "out").read_bytes() == b""
    blamed(name, told)


def page(flow: str, looks: str = "", size: str = 'x="14" y="14" width="77" height="122"') -> str:
    """A card to be drawn."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 105 148">'
        f"<flow {size}>{looks}{flow}</flow></svg>"
    )


DRAWINGS = {
    "endless words": page("<p>" + "a" * 200_000 + "</p>"),
    "words to balance": page("<p>" + "王 " * 50_000 + "</p>", '<look of="p" balance="1"/>'),
    "paragraphs in paragraphs": page("<p>" * 20_000 + "x" + "</p>" * 20_000),
    "groups in groups": "<svg xmlns='http://www.w3.org/2000/svg'>" + "<g>" * 20_000
    + "<flow x='1' y='1' width='1' height='1'/>" + "</g>" * 20_000 + "</svg>",
    "no size": page("<p>x</p>", '<look of="p" size="0"/>'),
    "a size below nought": page("<p>x</p>", '<look of="p" size="-1"/>'),
    "hardly a size": page("<p>" + "x y " * 20_000 + "</p>", '<look of="p" size="1e-300"/>'),
    "a size that is no number": page("<p>x</p>", '<look of="p" size="nan"/>'),
    "an infinite size": page("<p>x</p>", '<look of="p" size="inf"/>'),
    "a width that is no number": page("<p>x</p>", "", 'x="1" y="1" width="nan" height="9"'),
    "an infinite width": page("<p>x</p>", "", 'x="1" y="1" width="inf" height="9"'),
    "a method for a look": page("<p>x</p>", '<look of="p" scaled="1"/>'),
    "a class for a look": page("<p>x</p>", '<look of="p" __class__="1"/>'),
    "a picture of no size": page('<svg viewBox="0 0 0 0" width="5mm"/>'),
    "a picture of no numbers": page('<svg viewBox="x" width="5mm"/>'),
    "entities": '<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + page("<p>&b;</p>"),
    "a file as entity": '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    + page("<p>&a;</p>"),
    "no drawing": "hello",
    "nothing": "",
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawings(name: str, shop: Path, wang: str, svc: Call) -> None:
    """A card's drawing is set within the same second, or refused: exit 4 and its file."""
    folder = shop / "templates" / "card"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.zh.svg").write_text(DRAWINGS[name], "utf-8")
    began = time.process_time()
    target = shop.parent / "card.svg"
    wrong = svc("card", "render", "own", "--customer", wang, "--out", target, code=4)
    assert time.process_time() - began < SECONDS + STARTING
    assert "own.zh.svg" in wrong.err
    assert "root:" not in wrong.err
    assert not target.exists()


HARMLESS = {
    "{{ customer.name | upper | trim | first }}": "王",
    "{{ customer['name'].replace('王', '李') }}": "李芳",
    "{{ customer.get('name') }}": "王芳",
    "{% for word in 'a b c'.split() %}{{ loop.index }}{{ word }}{{ loop.cycle(',', ';') }}"
    "{% endfor %}": "1a,2b;3c,",
    "{{ 2.675 | round(1) }} {{ 2.5 | round | int }}": "2.7 2",
    "{{ ['b', 'a'] | sort | join('、') }}": "a、b",
    "{% set name %}{{ customer.name }}{% endset %}{{ name }}": "王芳",
    "{{ today.year + 1 }} {{ 7 // 2 }} {{ '-' * 3 }}": "2027 3 ---",
    "{% include '../../svc.toml' ignore missing %}ok": "ok",
}


@pytest.mark.parametrize("text", HARMLESS)
def test_what_templates_may(text: str, own: Callable[[str], list[str]], svc: Call) -> None:
    """The tools a shop needs are all there."""
    assert svc(*own(text)).out.splitlines()[-1] == HARMLESS[text]


@pytest.mark.parametrize(
    "name", ["../svc", "/etc/passwd", "..\\svc", "own.zh.txt", "", ".", "a" * 41, "a/b", "王"]
)
def test_names_of_templates(name: str, own: Callable[[str], list[str]], svc: Call) -> None:
    """A template is named by a plain word; what is none is not there."""
    command = own("x")
    command[2] = name
    assert svc(*command, code=3).out == ""
