"""The words that stand for codes in text meant for people: categories, posts, states, fields.

Records and JSON hold the codes; `_(code)` speaks them. They are listed here so that the catalogue
knows them; a test holds the list complete.
"""

from svc.i18n import say

WORDS = (
    # categories of complaints (S3-009) and causes
    say("price"), say("quality"), say("size"), say("style"), say("stock"), say("attitude"),
    say("cashier"), say("accident"), say("other"), say("customer"), say("two_tags"),
    say("promotion"), say("misadvice"),
    # ways to reach and be reached
    say("call"), say("letter"), say("visit"), say("message"), say("phone"),
    # women and men
    say("F"), say("M"),
    # states and deadlines of complaints
    say("logged"), say("resolved"), say("acknowledge by"), say("plan by"), say("resolve by"),
    # callbacks
    say("purchase"), say("installation"), say("complaint"), say("appointment"), say("birthday"),
    say("reached"), say("no-answer"), say("refused"), say("region"), say("company"),
    # posts
    say("clerk"), say("shop_manager"), say("regional_manager"), say("company_service"),
    # fields of a customer's file (S2-002, S2-003)
    say("name"), say("gender"), say("age"), say("email"), say("address"), say("spend"),
    say("styles"), say("work"), say("character"), say("buying_habits"), say("dress"),
    say("leisure"), say("living_habits"), say("service"), say("promotions"), say("notes"),
    say("spent_before"), say("ethnic_group"), say("family"), say("values"), say("source"),
    # headings of tables
    say("id"), say("number"), say("owner"), say("date"), say("goods"), say("total"),
    say("receipt"), say("staff"), say("category"), say("urgent"), say("state"), say("due"),
    say("text"), say("overdue"), say("kind"), say("by"), say("assignee"), say("why"), say("key"),
    say("done on"), say("result"), say("satisfied"), say("question"), say("settle on"),
    say("passed to"), say("code"), say("posts"), say("left on"), say("late"), say("part"),
    # fields of records, as a dry run names them
    say("referred by"), say("profile"), say("consent"), say("phone unchecked"), say("on"),
    say("items"), say("installed on"), say("cause"), say("channel"), say("resolved on"),
    say("history"), say("about"), say("forward"), say("tries"),
    say("what"), say("value"), say("unit"), say("since"), say("default of the tool"),
    say("template"), say("channel"), say("language"), say("variables"), say("row"),
    say("column"), say("reason"), say("unchecked"), say("done"), say("open"),
    # units of policy
    say("29 or skip"), say("calendar days after the cause"), say("calendar days"),
    say("days after the sale"), say("fields"), say("hand_upward or last_band"),
    say("month and day"), say("months"), say("part of the price paid"), say("plain or skip"),
    say("share"), say("shop or statutory"), say("what the article says"),
    say("what the province adds"), say("when_insisting or never"), say("who decides"),
)  # fmt: skip
