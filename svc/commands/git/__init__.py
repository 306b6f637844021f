"""`svc git`: wire git to the shop's records, and what git then calls."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "setup": say("Wire this clone: the merge of records, readable diffs, no renames."),
    "merge-driver": say("Merge one file of records; git calls it."),
    "textconv": say("Show a file of records for people; git calls it."),
}
command = noun("git", VERBS, help=_("Wire git to merge and show records."))
