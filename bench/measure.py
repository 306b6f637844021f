"""Processes started one after the other and timed: A B C A B C …, whole, from start to end."""

from __future__ import annotations

import os
import select
import shutil
import signal
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from bench.work import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bench.work import Step, Work


@dataclass(frozen=True)
class Spent:
    """What a run took: seconds by the clock and of the processor, kilobytes at its peak."""

    seconds: float
    cpu: float
    peak: int
    code: int
    ended: bool = False
    """Whether the run took too long and was ended."""


def start(step: Step, out: int, err: int) -> int:
    """Start a process in a group of its own; gives its id."""
    env = environment() | dict(step.env)
    program = shutil.which(step.argv[0], path=env["PATH"])
    if program is None:
        raise FileNotFoundError(step.argv[0])
    stdin = str(step.stdin) if step.stdin else os.devnull
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, out, 1),
        (os.POSIX_SPAWN_DUP2, err, 2),
    ]
    return os.posix_spawn(program, step.argv, env, file_actions=actions, setpgroup=0)


def run_step(step: Step, cap: float, out: int, err: int) -> Spent:
    """Run one process to its end, or end it and its children after so many seconds."""
    began = time.perf_counter()
    pid = start(step, out, err)
    handle = os.pidfd_open(pid)
    waiting = select.poll()
    waiting.register(handle, select.POLLIN)
    ended = not waiting.poll(cap * 1000)
    took = time.perf_counter() - began
    if ended:
        os.killpg(pid, signal.SIGKILL)
    _pid, status, used = os.wait4(pid, 0)
    os.close(handle)
    cpu = used.ru_utime + used.ru_stime
    return Spent(took, cpu, used.ru_maxrss, os.waitstatus_to_exitcode(status), ended)


def run(work: Work, cap: float, out: int, err: int) -> Spent:
    """Run the processes of a work, up to the first that fails."""
    if work.before is not None:
        work.before()
    done: list[Spent] = []
    for step in work.steps:
        done.append(run_step(step, cap, out, err))
        if done[-1].code != 0 or done[-1].ended:
            break
    return Spent(
        sum(spent.seconds for spent in done),
        sum(spent.cpu for spent in done),
        max(spent.peak for spent in done),
        done[-1].code,
        done[-1].ended,
    )


@dataclass
class Series:
    """All runs of one contender's work."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: int = 0

    def add(self, spent: Spent) -> None:
        """One more run."""
        self.seconds.append(spent.seconds)
        self.cpu.append(spent.cpu)
        self.peak = max(self.peak, spent.peak)

    @property
    def median(self) -> float:
        """The middle of the times."""
        return median(self.seconds)

    @property
    def least(self) -> float:
        """The shortest of the times."""
        return min(self.seconds)


LEAST_ROUNDS = 3


@dataclass(frozen=True)
class Patience:
    """Seconds: for all of a contender's runs in a row, and that make a single run enough."""

    budget: float
    enough: float


def turns(
    names: Sequence[str], rounds: int, first: Mapping[str, float], patience: Patience
) -> Iterator[tuple[int, str]]:
    """Who is run when: A B C A B C …; the slow drop out when their budget of seconds is spent.

    `first` is what each took when its answer was looked at. Each is run three times whatever it
    costs, but once only if a single run spends the budget, and not again if that was enough.
    """
    for number in range(rounds):
        for name in names:
            cost = first.get(name, 0.0)
            least = LEAST_ROUNDS if cost <= patience.budget else 1
            if cost > patience.enough:
                continue
            if number < least or (number + 1) * cost <= patience.budget:
                yield number, name


def interleave(
    names: Sequence[str],
    rounds: int,
    first: Mapping[str, Spent],
    patience: Patience,
    once: Callable[[str, int], Spent],
) -> dict[str, Series]:
    """Run everyone in turn; a run that fails is a fault of the bench and stops it.

    Whoever is too slow to be run again is represented by the first run.
    """
    series = {name: Series() for name in names}
    costs = {name: spent.seconds for name, spent in first.items()}
    for number, name in turns(names, rounds, costs, patience):
        spent = once(name, number)
        if not spent.ended:
            series[name].add(succeeded(name, spent))
    for name, spent in first.items():
        if name in series and not series[name].seconds and spent.seconds > patience.enough:
            series[name].add(spent)
    return {name: told for name, told in series.items() if told.seconds}


def succeeded(name: str, spent: Spent) -> Spent:
    """A run that came to its end as it should.

    Raises:
        RuntimeError: it did not.
    """
    if spent.code != 0 and not spent.ended:
        raise RuntimeError(f"{name} ended with {spent.code}")
    return spent
