"""Completion in bash, zsh and fish: the script each sources, and the answer it asks for.

Click knows the commands, options and choices and asks `svc.completion` for the rest; its own
scripts are not used. They lose names with commas, break at colons, and bash would run what a name
holds: `$(…)`. Here the line up to the cursor comes as it was typed, whole words go back, and a
word that a shell could trip over is quoted or left out.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any

from click.shell_completion import CompletionItem, ShellComplete, split_arg_string

from svc.output import safe

if TYPE_CHECKING:
    from collections.abc import Callable

    import click

ASKED = "_SVC_COMPLETE"
_CURSOR = "\x1f"
_PLACES = ("file", "dir")

BASH = r"""
_svc_completion() {
    local line=${COMP_LINE:0:COMP_POINT} kind word shown
    local -a words=() table=()
    COMPREPLY=()
    while IFS=$'\037' read -r kind word shown; do
        case $kind in
            file|dir)
                compopt -o filenames 2>/dev/null
                while IFS= read -r word; do words+=("$word"); done < <(
                    if [[ $kind == dir ]]; then compgen -d -- "$2"; else compgen -f -- "$2"; fi
                )
                table=("${words[@]}") ;;
            *)
                [[ $kind == open ]] && compopt -o nospace 2>/dev/null
                [[ -n $word ]] && words+=("$word")
                table+=("$shown") ;;
        esac
    done < <(
        _SVC_COMPLETE=bash_complete COMP_WORDS="${line// \~\// $HOME/}" \
        COMP_BREAKS="$COMP_WORDBREAKS" "${1/#\~\//$HOME/}" 2>/dev/null
    )
    # What is listed says more than what is put on the line; 37 and 42 put each in turn.
    if (( ${#words[@]} < 2 || COMP_TYPE == 37 || COMP_TYPE == 42 )); then
        COMPREPLY=("${words[@]}")
    else
        COMPREPLY=("${table[@]}")
    fi
}

complete -o nosort -F _svc_completion svc 2>/dev/null || complete -F _svc_completion svc
"""

ZSH = r"""
#compdef svc

_svc() {
    local line="${(j: :)words[1,CURRENT-1]} ${QIPREFIX}${PREFIX}" kind word shown places
    local -a plain plain_shown open open_shown
    integer other=0 width=0
    while IFS=$'\037' read -r kind word shown; do
        case $kind in
            file|dir) places=$kind; continue ;;
            other) other=1 ;;
        esac
        if [[ $kind == open ]]; then
            open+=("$word") open_shown+=("$shown")
        else
            plain+=("$word") plain_shown+=("$shown")
        fi
    done < <(
        _SVC_COMPLETE=zsh_complete COMP_WORDS="${line// \~\// $HOME/}" \
        "${words[1]/#\~\//$HOME/}" 2>/dev/null
    )
    if [[ $places == dir ]]; then
        _path_files -/
    elif [[ $places == file ]]; then
        _files
    fi
    (( $#plain )) && compadd -U -l -V svc -d plain_shown -a plain
    (( $#open )) && compadd -U -l -V svc -S '' -d open_shown -a open
    # Words that do not begin as what was typed: put one after the other, not what they share.
    (( other && $#plain > 1 )) && compstate[insert]=menu
    (( $#plain + $#open ))
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _svc "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
    compdef _svc svc
fi
"""

FISH = r"""
function __svc_complete
    set -l token (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- (commandline -opc)[1])
    string match -q '*/svc' -- "$program"; or set program svc
    set -l line (commandline -cp | string collect | string replace -a ' ~/' " $HOME/")
    for answer in (_SVC_COMPLETE=fish_complete COMP_WORDS="$line" $program 2>/dev/null)
        set -l parts (string split \x1f -- $answer)
        switch $parts[1]
            case dir
                __fish_complete_directories $token ''
            case file
                __fish_complete_path $token
            case '*'
                printf '%s\t%s\n' $parts[2] $parts[3]
        end
    end
end

complete --command svc --no-files --arguments '(__svc_complete)'
"""


class _Shell(ShellComplete):
    """What the three have in common: `COMP_WORDS` is the line as typed, up to the cursor."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one at the cursor, and its beginning, without their quotes."""
        words = words_before_cursor()
        self.typed = words[-1]
        return words[1:-1], self.typed

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """What may stand there, as whole words: after `--customer=C-` that is `--customer=C-…`."""
        head = ""
        if incomplete.startswith("--") and "=" in incomplete:
            head = incomplete[: incomplete.index("=") + 1]
        found = super().get_completions(args, incomplete)
        for item in found:
            item.value = head + item.value
        return [item for item in found if item.type in _PLACES or fits(item.value)]

    def complete(self) -> str:
        """One candidate a line: how to take it, the word, and what is listed for it."""
        args, incomplete = self.get_completion_args()
        found = self.get_completions(args, incomplete)
        return "".join(line + "\n" for line in self.lines(found))

    def lines(self, found: list[CompletionItem]) -> list[str]:
        """The candidates as this shell's script reads them."""
        return [self.line(item, item.value, self.shown(item)) for item in found]

    def line(self, item: CompletionItem, word: str, shown: str) -> str:
        """One candidate; after an `open` one comes no space, an `other` begins otherwise."""
        kind = item.type
        if kind not in _PLACES:
            other = not item.value.startswith(self.typed)
            kind = "open" if word.endswith(("=", ":")) else "other" if other else "plain"
        return f"{kind}\x1f{word}\x1f{shown}"

    def shown(self, item: CompletionItem) -> str:
        """What is listed: the word with what is known of it."""
        told = safe(item.help or "")
        return f"{item.value}  -- {told}" if told else item.value

    def source(self) -> str:
        """The script to source."""
        return self.source_template.lstrip()


class Bash(_Shell):
    """Bash puts on the line exactly what it is given, so it is given quoted words.

    It takes what follows a `:` or `=` for a word by itself, and only that is put in.
    """

    name = "bash"
    source_template = BASH

    def lines(self, found: list[CompletionItem]) -> list[str]:
        """The candidates, each quoted, from its last break on."""
        quote = open_quote(os.environ["COMP_WORDS"])
        breaks = "" if quote else os.environ.get("COMP_BREAKS", "")
        skip = 1 + max((self.typed.rfind(mark) for mark in ":=" if mark in breaks), default=-1)
        lines = []
        for item in found:
            if item.type in _PLACES:
                lines.append(self.line(item, "", ""))
            elif item.value.startswith(self.typed[:skip]):
                word = quoted(item.value[skip:], quote)
                if word is not None:
                    told = safe(item.help or "")
                    lines.append(self.line(item, word, f"{word}  ({told})" if told else word))
        if len(lines) > 1 and any(line.startswith("other") for line in lines):
            lines.append("plain\x1f\x1f ")  # they share no beginning: what was typed stays
        return lines


class Zsh(_Shell):
    """Zsh quotes what it puts on the line."""

    name = "zsh"
    source_template = ZSH


class Fish(_Shell):
    """Fish quotes what it puts on the line, and lists what is told of it by itself."""

    name = "fish"
    source_template = FISH

    def shown(self, item: CompletionItem) -> str:
        """What is known of the word."""
        return safe(item.help or "")


SHELLS: dict[str, type[_Shell]] = {each.name: each for each in (Bash, Zsh, Fish)}


def words_before_cursor() -> list[str]:
    """The words of the line without quotes, from the program on; the last is not finished."""
    words = split_arg_string(os.environ["COMP_WORDS"] + _CURSOR)
    while len(words) > 1 and re.match(r"\w+=", words[0]):  # SVC_STORE=shop svc …
        del words[0]
    return [*words[:-1], words[-1].removesuffix(_CURSOR)]


def fits(word: str) -> bool:
    """Whether a word can be put on a line: one that shows, and that no shell reads as more."""
    return word.isprintable() and "\\" not in word


def quoted(word: str, quote: str) -> str | None:
    """A word as bash takes it after what was typed; None where it cannot stand in such quotes."""
    if quote:
        return None if set(word) & set("'" if quote == "'" else '"$`!') else word
    return re.sub(r"([^\w@%+,./:=-])", r"\\\1", word)


def open_quote(line: str) -> str:
    """The quote that is open at the end of a line, or nothing."""
    quote = ""
    characters = iter(line)
    for character in characters:
        if character == "\\" and quote != "'":
            next(characters, None)
        elif character in "'\"" and quote in {"", character}:
            quote = "" if quote else character
    return quote


def script(shell: str) -> str:
    """The script that a shell sources; raises KeyError for one there is none of."""
    return SHELLS[shell].source_template.lstrip()


def answer(
    root: Callable[[], click.Group], clock: Any, listen: Callable[[list[str]], None]
) -> int:
    """Answer the shell that asks what may come next; whatever goes wrong, there is nothing.

    Args:
        root: makes the root command.
        clock: what tells the time, for what is due.
        listen: told the words of the line before anything else: they choose the language.
    """
    name, _sign, asked = os.environ.get(ASKED, "").partition("_")
    try:
        if name in SHELLS and asked == "source":
            sys.stdout.write(script(name))
        elif name in SHELLS:
            listen(words_before_cursor()[1:-1])
            shell = SHELLS[name](root(), {"obj": clock}, "svc", ASKED)
            sys.stdout.write(shell.complete())
    except Exception:  # noqa: BLE001, S110 - a half-typed line is no place for a message
        pass
    return 0
