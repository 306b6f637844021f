"""The service system "54321", duties, codes and figures, as policy that anyone can look up."""

from __future__ import annotations

import shlex
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click
import pytest

from svc.cli import root
from svc.policy import Policy
from svc.rules.answer import POSTS, Citations
from svc.rules.authority import Acting, needs, who_decides
from svc.rules.policy_check import check_policy
from svc.rules.service import COUNTS, in_words, is_list, of_the_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

DAY = date(2026, 11, 22)
fact = pytest.mark.fact
LISTS = [
    entry
    for preset in ("clothing", "furniture")
    for entry in Policy(preset=preset).entries()
    if is_list(entry.id)
]
ROWS = [(entry.id, row) for entry in LISTS for value in entry.values for row in value.value]


def explained(svc: Call, entry: str) -> dict[str, dict[str, Any]]:
    """The rows of an entry by key, as `svc policy explain` gives them."""
    shown = svc("policy", "explain", f"service.{entry}", "--json").json
    return {row["key"]: row for row in shown["value"]}


def sources_of(entry: str) -> set[str]:
    """What an entry of the service policy rests on."""
    return set(Policy().entry(f"service.{entry}").sources)


# ---- the shape of the rows


@pytest.mark.parametrize("entry", LISTS, ids=lambda entry: entry.id)
def test_every_shipped_list_is_in_order(entry: Any) -> None:
    """Keys, both languages, known fields; the numbers 5, 4, 3 and 2."""
    for value in entry.values:
        assert list(of_the_rows(entry.id, value.value)) == []


def test_commands_that_are_named_exist() -> None:
    """A row that says by which command it is done names one, with options that are there."""
    wrong = []
    for entry, row in ROWS:
        _svc, *words = shlex.split(row.get("command", "svc"))
        command: click.Command = root()
        while isinstance(command, click.Group) and words:
            found = command.get_command(click.Context(command), words.pop(0))
            if found is None:
                break
            command = found
        options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
        if "command" in row and (
            isinstance(command, click.Group) or {w for w in words if w[:2] == "--"} - options
        ):
            wrong.append((entry, row["command"]))
    assert wrong == []


def test_policy_that_is_pointed_at_exists(svc: Call) -> None:
    """`svc policy show TOPIC` and `svc policy explain ENTRY` of a row work."""
    for _entry, row in ROWS:
        if row.get("command", "").startswith("svc policy "):
            svc(*shlex.split(row["command"])[1:])


GOOD = {"key": "a", "en": "x", "zh": "叉"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("x", "list of rows"), ([], "list of rows"), (["x"], "list of rows"),
        ([GOOD, GOOD], "taken"), ([{**GOOD, "key": "A b"}], "no key"), ([{"en": "x"}], "no key"),
        ([{**GOOD, "zh": " "}], "'zh'"), ([{**GOOD, "says_en": "x"}], "go together"),
        ([{**GOOD, "share": "1.5"}], "share"), ([{**GOOD, "share": "x"}], "share"),
        ([{**GOOD, "people": [9, 8]}], "people"), ([{**GOOD, "people": 8}], "people"),
        ([{**GOOD, "sign": "≥"}], "sign"), ([{**GOOD, "post": "boss"}], "post"),
        ([{**GOOD, "point": "later"}], "point"), ([{**GOOD, "when": "always"}], "when"),
        ([{**GOOD, "command": "rm"}], "command"), ([{**GOOD, "sources": "S0"}], "sources"),
        ([{**GOOD, "kept": ""}], "kept"), ([{**GOOD, "default_of_tool": "yes"}], "default"),
        ([{**GOOD, "zzz": 1}], "nobody reads"),
    ],
)  # fmt: skip
def test_slips_in_rows(rows: Any, told: str) -> None:
    """What a shop may get wrong in its own lists is named."""
    assert told in " ".join(str(message) for message, _hint in of_the_rows("service.norms", rows))


def test_the_numbers_of_the_system_are_kept(tmp_path: Path) -> None:
    """`svc policy check` counts five standards, four tables, three points, two demands."""
    for entry, wanted in COUNTS.items():
        name = entry.partition(".")[2]
        (tmp_path / "service.toml").write_text(
            f'[{name}]\nsources = ["x"]\nvalues = [{{ value = [{{ key = "before", en = "x", '
            f'zh = "x" }}] }}]\n',
            encoding="utf-8",
        )
        (problem,) = check_policy(Policy(tmp_path))[-1:]
        assert (problem.rule, problem.level) == (entry, "error")
        assert str(wanted) in str(problem.message)
    found = of_the_rows("service.control_points", [{**GOOD, "key": k} for k in ("x", "y", "z")])
    assert any("no checklist" in str(message) for message, _hint in found)


@pytest.mark.parametrize(
    ("text", "told"),
    [("[strict]\nsources = ['x']\nvalues = [{ value = 1 }]\n", "neither true nor false"),
     ("[free_from]\nsources = ['x']\nvalues = [{ value = '-1' }]\n", "no amount"),
     ("[before]\nsources = ['x']\nvalues = [{ value = [] }]\n", "list of rows")],
)  # fmt: skip
def test_slips_in_delivery(tmp_path: Path, text: str, told: str) -> None:
    """The shop's own delivery.toml is looked at, too."""
    (tmp_path / "delivery.toml").write_text(text, encoding="utf-8")
    assert told in " ".join(str(problem.message) for problem in check_policy(Policy(tmp_path)))


def test_a_row_in_words() -> None:
    """Name, content, figure and command in the language of the moment."""
    row = {**GOOD, "says_en": "more", "says_zh": "更多", "share": "0.80", "share_to": "0.95",
           "people": [20, 20], "command": "svc check", "own": 1}  # fmt: skip
    assert in_words(row) == "a x · more · 0.80-0.95 · 20 · svc check · own 1"


def test_explain_shows_rows_line_by_line(svc: Call) -> None:
    """A list is read as a list, in the language of the reader; JSON holds both."""
    text = svc("policy", "explain", "service.control_points").out
    assert "\n  before Before delivery · " in text
    chinese = svc("--lang", "zh", "policy", "explain", "service.control_points").out
    assert "\n  before 送货前 · " in chinese
    assert "Before" not in chinese
    assert explained(svc, "control_points")["before"]["zh"] == "送货前"
    assert "before, during, after" in svc("policy", "show", "service").out


# ---- the system "54321"


@fact("S0-022", "S0-023", command="svc policy explain service.standards")
def test_five_standards(svc: Call) -> None:
    """Three of five standards are named by the source; the other two are marked as the tool's."""
    rows = explained(svc, "standards")
    ours = [key for key, row in rows.items() if row.get("default_of_tool")]
    assert (len(rows), ours) == (5, ["appearance", "language"])
    assert list(rows)[2:] == ["delivery", "complaint_time", "relations"]
    shown = svc("policy", "explain", "service.standards", "--json").json
    assert shown["default_of_tool"] is True
    assert "S0-023" in shown["values"][0]["note"]


@fact("S0-024", "S0-025", command="svc policy explain service.tables")
def test_four_tables(svc: Call) -> None:
    """Four ledgers, each with the command that shows it and columns of the tool's own."""
    rows = explained(svc, "tables")
    assert list(rows) == ["customers", "complaints", "callbacks", "parts"]
    assert all(row["command"].startswith("svc ") for row in rows.values())
    assert "S0-025" in svc("policy", "explain", "service.tables").out


@fact("S0-026", "S0-027", command="svc policy explain service.control_points")
def test_three_control_points(svc: Call) -> None:
    """Three control points, which the source does not list: before, at and after the delivery."""
    rows = explained(svc, "control_points")
    assert list(rows) == ["before", "during", "after"]
    assert all(row["default_of_tool"] for row in rows.values())
    for point in rows:
        assert svc("policy", "explain", f"delivery.{point}", "--json").json["default_of_tool"]


@fact("S0-028", command="svc policy explain service.requirements")
def test_two_requirements(svc: Call) -> None:
    """Posts with duties, and rules in force; what the second asks for is our reading."""
    rows = explained(svc, "requirements")
    assert list(rows) == ["organisation", "rules"]
    assert rows["rules"]["default_of_tool"] is True
    for row in rows.values():
        svc(*row["command"].split()[1:])


@fact("S0-029", command="svc policy explain service.culture")
def test_one_culture(svc: Call) -> None:
    """One culture: a concept, a target and a mission, each with what it says."""
    rows = explained(svc, "culture")
    assert list(rows) == ["concept", "target", "mission"]
    assert [row["sources"][0] for row in rows.values()] == ["S0-004", "S0-005", "S0-006"]
    assert all(row["says_en"] and row["says_zh"] for row in rows.values())


LOOKED_UP = [
    pytest.param("supports", "awareness process rules system", id="supports",
                 marks=fact("S0-030", command="svc policy explain service.supports")),
    pytest.param("awareness", "role image crisis competition active internal", id="awareness",
                 marks=fact("S0-014", command="svc policy explain service.awareness")),
    pytest.param("expectation", "reputation promise need", id="expectation",
                 marks=fact("S0-031", "S0-032", command="svc policy explain service.expectation")),
    pytest.param("tolerance", "adequate desired needs predicted explicit_promise "
                 "implicit_promise word_of_mouth experience", id="tolerance",
                 marks=fact("S0-034", command="svc policy explain service.tolerance")),
    pytest.param("complaint_roots", "gap unmet imbalance", id="complaint_roots",
                 marks=fact("S0-035", command="svc policy explain service.complaint_roots")),
    pytest.param("elements", "quality service image relation", id="elements",
                 marks=fact("S0-051", command="svc policy explain service.elements")),
    pytest.param("factors", "attitude skill language dress standard", id="factors",
                 marks=fact("S0-052", command="svc policy explain service.factors")),
    pytest.param("classes", "time nature place charge length frequency", id="classes",
                 marks=fact("S1-009", command="svc policy explain service.classes")),
    pytest.param("repairer_code", "material truth rules", id="repairer_code",
                 marks=fact("S2-085", command="svc policy explain service.repairer_code")),
    pytest.param("staff_code", "a b c d e f g", id="staff_code",
                 marks=fact("S2-081", command="svc policy explain service.staff_code")),
    pytest.param("targets", "figures process staff audit standards waiting", id="targets",
                 marks=fact("S3-008", "S2-084", command="svc policy explain service.targets")),
    pytest.param("benefits", "customer self company second_chance", id="benefits",
                 marks=fact("S3-002", "S3-054", command="svc policy explain service.benefits")),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "keys"), LOOKED_UP)
def test_what_the_shop_holds_to_can_be_looked_up(svc: Call, entry: str, keys: str) -> None:
    """Every item of the source's list is there, in both languages, under its source's id."""
    rows = explained(svc, entry)
    assert list(rows) == keys.split()
    chinese = svc("--lang", "zh", "policy", "explain", f"service.{entry}").out
    assert all(row["zh"] in chinese for row in rows.values())
    assert sources_of(entry)


NORMS = [
    pytest.param("each_thing", "S0-053", id="each_thing",
                 marks=fact("S0-053", command="svc policy explain service.norms")),
    pytest.param("conduct", "S0-054", id="conduct",
                 marks=fact("S0-054", command="svc policy explain service.norms")),
    pytest.param("complaints", "S0-055", id="complaints",
                 marks=fact("S0-055", command="svc policy explain service.norms")),
    pytest.param("hours", "S0-056", id="hours",
                 marks=fact("S0-056", command="svc policy explain service.norms")),
    pytest.param("one_to_one", "S0-057", id="one_to_one",
                 marks=fact("S0-057", command="svc policy explain service.norms")),
    pytest.param("trained", "S2-069", id="trained",
                 marks=fact("S2-069", command="svc policy explain service.norms")),
]  # fmt: skip


@pytest.mark.parametrize(("key", "source"), NORMS)
def test_norms(svc: Call, key: str, source: str) -> None:
    """Each norm of service stands in the shop's policy with the fact it comes from."""
    assert explained(svc, "norms")[key]["sources"] == [source]


WRITTEN = [
    pytest.param("home_visits", "S0-015", id="home_visits",
                 marks=fact("S0-015", command="svc policy explain service.rules")),
    pytest.param("language", "S0-016", id="language",
                 marks=fact("S0-016", command="svc policy explain service.rules")),
    pytest.param("complaints", "S0-017", id="complaints",
                 marks=fact("S0-017", command="svc policy explain service.rules")),
    pytest.param("callbacks", "S0-018", id="callbacks",
                 marks=fact("S0-018", command="svc policy explain service.rules")),
    pytest.param("rewards", "S0-019", id="rewards",
                 marks=fact("S0-019", command="svc policy explain service.rules")),
    pytest.param("training", "S0-020", id="training",
                 marks=fact("S0-020", "S2-069", command="svc policy explain service.rules")),
    pytest.param("repairs", "S0-021", id="repairs",
                 marks=fact("S0-021", command="svc policy explain service.rules")),
]  # fmt: skip


@pytest.mark.parametrize(("key", "source"), WRITTEN)
def test_written_rules(svc: Call, shop: Path, key: str, source: str) -> None:
    """The shop must have it in writing, and may note in its policy where it is kept."""
    assert source in explained(svc, "rules")[key]["sources"]
    file = shop / "policy" / "service.toml"
    text = file.read_text(encoding="utf-8")
    before, head, rules = text.partition("[[rules.values]]")
    kept = rules.replace(f'key = "{key}",', f'key = "{key}", kept = "办公室",', 1)
    file.write_text(before + head + kept, encoding="utf-8")
    errors = [p for p in svc("policy", "check", "--json").json if "service" in p["rule"]]
    assert errors == []
    assert "办公室" in svc("policy", "explain", "service.rules").out


# ---- posts, duties, authority

DUTIES = [
    pytest.param("service_supervisor", "shop_manager", id="service_supervisor",
                 marks=fact("S0-009", command="svc policy explain service.duties")),
    pytest.param("installation_leader", "clerk", id="installation_leader",
                 marks=fact("S0-010", command="svc policy explain service.duties")),
    pytest.param("service_adviser", "clerk", id="service_adviser",
                 marks=fact("S0-011", command="svc policy explain service.duties")),
    pytest.param("repair_specialist", "clerk", id="repair_specialist",
                 marks=fact("S0-012", command="svc policy explain service.duties")),
    pytest.param("after_sales_supervisor", "shop_manager", id="after_sales_supervisor",
                 marks=fact("S2-078", command="svc policy explain service.duties")),
    pytest.param("shop_manager", "shop_manager", id="shop_manager",
                 marks=fact("S3-035", command="svc policy explain service.duties")),
    pytest.param("regional_manager", "regional_manager", id="regional_manager",
                 marks=fact("S3-036", command="svc policy explain service.duties")),
    pytest.param("company_service", "company_service", id="company_service",
                 marks=fact("S3-037", command="svc policy explain service.duties")),
]  # fmt: skip


@pytest.mark.parametrize(("key", "post"), DUTIES)
def test_duties(svc: Call, key: str, post: str) -> None:
    """Each post of the sources has its duties, and one of svc's posts that decides for it."""
    row = explained(svc, "duties")[key]
    assert row["post"] == post
    assert row["says_en"]
    assert row["says_zh"]
    assert set(row["sources"]) & sources_of("duties")


@fact("X-07", command="svc policy explain service.duties")
def test_the_posts_of_three_sources_are_five_of_svc(svc: Call) -> None:
    """The furniture shop's, the scheme's and the training's posts all come down to svc's five."""
    rows = explained(svc, "duties")
    assert {row["post"] for row in rows.values()} == set(POSTS)
    assert {source[:2] for row in rows.values() for source in row["sources"]} == {"S0", "S2", "S3"}


@fact("S0-013", "X-07", command="svc staff add --post … --post …")
def test_one_person_decides_by_all_her_posts(shop: Path, svc: Call) -> None:
    """Who is clerk and shop manager decides as the manager; a clerk alone has to ask."""
    assert shop
    both = svc("staff", "add", "--name", "周敏", "--post", "clerk", "--post", "shop_manager",
               "--json").json  # fmt: skip
    clerk = svc("staff", "add", "--name", "李娜", "--json").json
    authority = who_decides(Citations(Policy().at(DAY)), "quality_exchange_or_return")
    alone = needs(authority, Acting(staff=both["id"], posts=tuple(both["posts"])))
    asks = needs(authority, Acting(staff=clerk["id"], posts=tuple(clerk["posts"])))
    assert (alone.kind, asks.kind, asks.post) == (None, "decision", "shop_manager")


@fact("S3-005", command="svc policy explain service.levels")
def test_levels_of_authority(svc: Call) -> None:
    """The five levels of the source are posts of svc, from the clerk up; a marked default."""
    rows = explained(svc, "levels")
    ranks = [POSTS.index(row["post"]) for row in rows.values()]
    assert list(rows) == ["sp", "sam", "sm", "asm", "customer_service"]
    assert ranks == sorted(ranks)
    assert svc("policy", "explain", "service.levels", "--json").json["default_of_tool"] is True
    for post in POSTS[:-1]:
        above = Acting(staff=None, posts=(POSTS[POSTS.index(post) + 1],))
        assert above.covers(post)
        assert not Acting(staff=None, posts=(post,)).covers(above.highest)


@fact("S3-001", command="svc policy show authority")
def test_each_post_finds_its_duties_and_its_authority(svc: Call) -> None:
    """Whoever serves can look up the use of it, what her post does, and what it may decide."""
    assert {row["post"] for row in explained(svc, "duties").values()} >= {"clerk", "shop_manager"}
    rows = svc("policy", "show", "authority", "--json").json
    handlers = [row["value"].get("handler") for row in rows if isinstance(row["value"], dict)]
    assert "shop_manager" in handlers
    assert set(explained(svc, "benefits")) >= {"customer", "self", "company"}


PRESENT = [
    pytest.param("weekly_report", "S3-003", id="weekly_report",
                 marks=fact("S3-003", command="svc policy explain service.present_duties")),
    pytest.param("process", "S3-004", id="process",
                 marks=fact("S3-004", command="svc policy explain service.present_duties")),
    pytest.param("disputes", "S3-004", id="disputes",
                 marks=fact("S3-004", command="svc policy explain service.present_duties")),
    pytest.param("training", "S3-004", id="training",
                 marks=fact("S3-004", command="svc policy explain service.present_duties")),
    pytest.param("improve", "S3-006", id="improve",
                 marks=fact("S3-006", command="svc policy explain service.present_duties")),
    pytest.param("together", "S3-007", id="together",
                 marks=fact("S3-007", command="svc policy explain service.present_duties")),
]  # fmt: skip


@pytest.mark.parametrize(("key", "source"), PRESENT)
def test_what_the_service_department_does_now(svc: Call, key: str, source: str) -> None:
    """Each present duty of the department stands in the policy with its source."""
    assert explained(svc, "present_duties")[key]["sources"] == [source]


# ---- figures


@fact("S0-033", command="svc policy explain service.satisfaction")
def test_three_signs(svc: Call) -> None:
    """Service above, at and below expectation: very, basically and not satisfied."""
    rows = explained(svc, "satisfaction")
    assert [(row["sign"], row["zh"]) for row in rows.values()] == [
        (">", "很满意"), ("=", "基本满意"), ("<", "不满意"),
    ]  # fmt: skip


@fact("S0-036", "S0-037", command="svc policy explain service.silence")
def test_silence(svc: Call) -> None:
    """Of a hundred who are dissatisfied four speak and 96 leave; each tells 8 to 12 others."""
    rows = explained(svc, "silence")
    speak, silent = (Decimal(rows[key]["share"]) for key in ("speak", "silent"))
    assert (speak, speak + silent) == (Decimal("0.04"), Decimal(1))
    assert Decimal(rows["lost"]["share"]) == Decimal("0.90")
    assert (rows["told"]["people"], rows["tell_on"]["share"]) == ([8, 12], "0.20")
    assert rows["told_on"]["people"] == [20, 20]


@fact("S0-038", command="svc policy explain service.solved")
def test_solved_in_time(svc: Call) -> None:
    """Solved in time 80 to 95 in a hundred come again, late only 70, unsolved nobody can tell."""
    rows = explained(svc, "solved")
    assert (rows["in_time"]["share"], rows["in_time"]["share_to"]) == ("0.80", "0.95")
    assert rows["delayed"]["share"] == "0.70"
    assert "share" not in rows["unsolved"]


# ---- services, problems, promises


@fact("S1-013", command="svc policy explain service.after_sales")
def test_eight_services_after_the_sale(svc: Call) -> None:
    """Eight services after the sale, each with the command that does it."""
    rows = explained(svc, "after_sales")
    assert list(rows) == ["delivery", "installation", "packing", "repair", "callback", "advice",
                          "files", "complaints"]  # fmt: skip
    assert all("command" in row for row in rows.values())


@fact("S1-014", command="svc policy explain service.common_problems")
def test_six_common_problems(svc: Call) -> None:
    """Six problems after the sale, late delivery among them, each with where to look."""
    rows = explained(svc, "common_problems")
    assert list(rows) == ["price_change", "late_delivery", "poor_installation",
                          "promotions_unknown", "bad_payment", "untrained"]  # fmt: skip
    assert rows["late_delivery"]["command"] == "svc delivery list --late"


@fact("S1-015", command="svc card render thank_you")
def test_thanks_after_the_deal(wang: str, svc: Call) -> None:
    """After the deal the customer gets a letter of thanks with her name."""
    svc("purchase", "add", "--customer", wang, "--item", "name=羊毛大衣,price=1299")
    assert "王" in svc("--lang", "zh", "card", "render", "thank_you", "--customer", wang).out


@fact("S1-003", command="svc refund quote --cause stock")
def test_what_is_sold_out_is_got_from_elsewhere(svc: Call, wang: str) -> None:
    """A promise is kept: what is sold out is got from elsewhere before money goes back."""
    assert list(explained(svc, "promises")) == ["kept", "sold_out"]
    bought = svc("purchase", "add", "--customer", wang, "--item", "sku=A1,price=299").line
    quote = ("refund", "quote", "--purchase", bought, "--cause", "stock", "--json")
    assert svc(*quote).json["decision"] == "transfer"
    assert svc(*quote, "--no-stock").json["decision"] == "refund_or_exchange"


@fact("S2-076", command="svc card render opinion")
def test_customers_are_asked_for_their_opinion(svc: Call, wang: str) -> None:
    """Opinions are asked for by card and by callback, and what they are for is written down."""
    assert list(explained(svc, "surveys")) == ["card", "sheet", "callback", "use"]
    assert svc("card", "render", "opinion", "--customer", wang).out
    bought = svc("purchase", "add", "--customer", wang, "--item", "price=9", "--on",
                 "2026-11-15").line  # fmt: skip
    svc("callback", "done", f"purchase.{bought}", "--result", "reached", "--unsatisfied")
    assert svc("callback", "list", "--json").json[0]["satisfied"] is False


@fact("X-06", "S2-082", "S2-083", command="svc callback due")
@pytest.mark.parametrize("preset", ["clothing", "furniture"])
def test_the_callback_rules_of_all_sources_are_one_schedule(preset: str) -> None:
    """A week after a purchase, right after an installation, after a complaint, and regularly."""
    entry = Policy(preset=preset).entry("callback.schedule")
    rows = {row["key"]: row for row in entry.at(DAY).value}
    assert (rows["purchase"]["after"], rows["purchase"]["channel"]) == (7, "phone")
    assert (rows["installation"]["after"], rows["installation"]["channel"]) == (1, "visit")
    assert rows["complaint"]["after"] == 1
    assert {"S2-038", "S0-058", "S1-018", "S2-054"} <= set(entry.sources)
    if preset == "furniture":
        assert [rows[f"installation-{each}"]["after"] for each in ("month", "half-year")] == [
            30, 180,
        ]  # fmt: skip
        assert "S2-082" in entry.sources


@fact("X-08", command="svc template list")
def test_the_forms_of_all_sources(svc: Call) -> None:
    """Four ledgers, the written rules, five slips and the opinion card are all there."""
    assert len(explained(svc, "tables")) == 4
    assert len(explained(svc, "rules")) >= 5
    templates = {(row["channel"], row["name"]) for row in svc("template", "list", "--json").json}
    slips = {name for channel, name in templates if channel == "slip"}
    assert {"return", "goods", "repair", "delivery", "money"} <= slips
    assert ("card", "opinion") in templates
