"""`svc survey`: questionnaires, printed, tried and filled in."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "add": say("Note what somebody answered; prints its id."),
    "import": say("Read filled sheets from a list."),
    "form": say("List the questionnaires; print one, or an empty sheet to fill in."),
    "trial": say("What trying a questionnaire showed: trivial, avoided, does it serve its aim?"),
    "list": say("List the sheets filled in."),
    "show": say("Show one sheet: questions and answers."),
    "edit": say("Mend a sheet that was misread."),
}
command = noun(
    "survey", VERBS, help=_("Questionnaires: print one, note the answers, read filled sheets.")
)
