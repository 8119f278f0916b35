"""`python -m tests.kills.kill_runs --runs 200 --seed 1`: runs killed with -9 at random moments and started again.

Every try begins from a prepared state, is killed at a moment drawn at random (a step, each as likely as another, and a
part of the time that the step takes undisturbed; its whole process group or its main process alone; sometimes one of
two runs at once, or both), and is started again. Moments are relative to the steps that the run reports, not to the
clock alone, or the kills of a busy machine would all be at the beginning. Then the marts must equal those of an
undisturbed run except for the run's own timestamps, the archive must be complete, and no run left as running in
Dagster; a reader that polls the published database and Parquet files must have seen the versions before and after and
nothing else. Prints where the runs died and the results; exits with 1 on a difference.
"""

import argparse
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from foundation.data_layout import DataLayout
from sources.archive import Archive
from tests.kills.processes import Run, preload, start
from tests.kills.scenarios import Fingerprint, Scenario, fingerprint, parquet_fingerprint, prepare

_RESTART_SECONDS = 900.0


@dataclass(frozen=True)
class Try:
    """One try: what was run and how it was killed, the step it died in, and every fault found after the restart."""

    number: int
    scenario: str
    killed: str
    died_in: str
    reads: int
    seconds: float
    faults: tuple[str, ...]


class Reader:
    """A process that polls what is published until it is stopped, and checks that it sees whole versions only."""

    def __init__(self, layout: DataLayout, scenario: Scenario) -> None:
        self._stop = multiprocessing.get_context("fork").Event()
        self._answers, answering = multiprocessing.get_context("fork").Pipe(duplex=False)
        self._process = multiprocessing.get_context("fork").Process(
            target=_poll, args=(layout, scenario, self._stop, answering)
        )
        self._process.start()

    def stop(self) -> tuple[int, list[str]]:
        """Give the number of reads and the faults."""
        self._stop.set()
        answer: tuple[int, list[str]] = self._answers.recv()
        self._process.join()
        return answer


def _poll(layout: DataLayout, scenario: Scenario, stop: object, answering: object) -> None:
    reads = 0
    faults: list[str] = []
    seen = {"database": 0, "parquet": 0}
    versions = [scenario.before, scenario.after]
    while not stop.is_set() and not faults:  # type: ignore[attr-defined]
        readers: dict[str, Callable[[], Mapping[str, tuple[int, int]]]] = {
            "database": lambda: fingerprint(layout.published_database),
            "parquet": lambda: parquet_fingerprint(layout.published_parquet_root),
        }
        for what, read in readers.items():
            try:
                content = read()
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is a fault
                faults.append(f"reader: {what}: {type(error).__name__}: {error}")
                continue
            reads += 1
            if content not in versions:
                faults.append(f"reader: {what} is no whole version: {_difference(content, scenario.after)}")
            elif versions.index(content) < seen[what]:
                faults.append(f"reader: {what} has gone back to the version before")
            else:
                seen[what] = versions.index(content)
        stop.wait(0.2)  # type: ignore[attr-defined]
    answering.send((reads, faults))  # type: ignore[attr-defined]


def _difference(found: Fingerprint, expected: Fingerprint) -> str:
    tables = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
    return ", ".join(f"{name} {found.get(name, ('none',))[0]} rows" for name in tables) or "nothing"


def try_once(number: int, seed: int, scenarios: Sequence[Scenario], folder: Path) -> Try:
    """Kill one run and start it again; everything about it follows from seed and number, but for the machine's pace."""
    chance = random.Random(f"{seed}:{number}")
    scenario = scenarios[number % len(scenarios)]
    data = folder / f"try-{number}"
    shutil.copytree(scenario.state, data, symlinks=True)
    layout = DataLayout(data)
    began = time.monotonic()
    reader = Reader(layout, scenario)
    runs = [_start(scenario, data, f"killed-{one}") for one in range(2 if chance.random() < 0.15 else 1)]
    whole_group, both = chance.random() < 0.7, chance.random() < 0.5
    step, seconds = chance.choice(sorted(scenario.step_seconds.items()))
    code = runs[0].wait_for_step(step, _RESTART_SECONDS)
    if code is None:
        code = runs[0].wait(chance.random() * seconds)
    faults = []
    for run in runs if both else runs[:1]:
        run.kill(group=whole_group)
    died_in = "finished before" if code is not None else runs[0].begun_steps[-1]
    for run in runs[0 if code is None else 1 :]:
        ended = run.wait(_RESTART_SECONDS)
        if run in (runs if both else runs[:1]):
            continue
        if ended != 0:
            faults.append(f"the other run ended with {ended}: {_tail(run.said)}")
    again = _start(scenario, data, "again")
    if (ended := again.wait(_RESTART_SECONDS)) != 0:
        again.kill(group=True)
        faults.append(f"the restart ended with {ended}: {_tail(again.said)}")
    reads, misread = reader.stop()
    faults += [*misread, *_faults_of(layout, scenario)]
    if not faults:
        shutil.rmtree(data)
    killed = "group" if whole_group else "main"
    if len(runs) > 1:
        killed += ", both of two" if both else ", one of two"
    return Try(number, scenario.name, killed, died_in, reads, round(time.monotonic() - began, 1), tuple(faults))


def _start(scenario: Scenario, data: Path, name: str) -> Run:
    return start(scenario.arguments, scenario.environment(data), data.with_name(f"{data.name}-{name}.txt"))


def _tail(said: Path) -> str:
    return " | ".join(said.read_text("utf-8").splitlines()[-4:])


def _faults_of(layout: DataLayout, scenario: Scenario) -> Iterator[str]:
    """Compare the state after the restart with an undisturbed run, and look for leftovers of the kill."""
    for what, found in (
        ("marts", fingerprint(layout.published_database)),
        ("parquet", parquet_fingerprint(layout.published_parquet_root)),
    ):
        if found != scenario.after:
            yield f"{what} differ: {_difference(found, scenario.after)}"
    damaged = Archive(layout).damaged_objects()
    if damaged:
        yield f"archive: {len(damaged)} damaged objects"
    with sqlite3.connect(layout.ledger) as ledger:
        if ledger.execute("pragma integrity_check").fetchall() != [("ok",)]:
            yield "the ledger is damaged"
    leftovers = [file for file in layout.root.rglob("*.unfinished*") if "dagster" not in file.parts]
    if leftovers:
        yield f"left over: {', '.join(str(file.relative_to(layout.root)) for file in leftovers)}"
    with sqlite3.connect(layout.dagster_home / "history" / "runs.db") as runs:
        unfinished = runs.execute("select count(*) from runs where status not in ('SUCCESS', 'FAILURE')").fetchone()[0]
    if unfinished:
        yield f"{unfinished} runs still count as running in Dagster"


def _work(share: Sequence[int], seed: int, scenarios: Sequence[Scenario], folder: Path) -> None:
    """Do a share of the tries, and write each as a line of JSON. In a child process."""
    with (folder / f"tries-{share[0]}.jsonl").open("a", encoding="utf-8") as file:
        for number in share:
            done = try_once(number, seed, scenarios, folder)
            file.write(json.dumps(asdict(done)) + "\n")
            file.flush()
            sign = "✘" if done.faults else "✔"
            summary = f"{sign} {number:>4} {done.scenario:<10} {done.killed:<18} {done.died_in:<28} {done.seconds:>6} s"
            _say(summary, *done.faults)


def _say(*texts: str) -> None:
    print(*texts, flush=True)


def print_tries(tries: Sequence[Try], console: Console) -> None:
    """Print where the runs died, and the results."""
    table = Table("died in", "kills", "right marts", "faults", title=f"{len(tries)} runs killed and started again")
    died, faulty = Counter(one.died_in for one in tries), Counter(one.died_in for one in tries if one.faults)
    for step, count in died.most_common():
        table.add_row(step, str(count), str(count - faulty[step]), str(faulty[step]))
    console.print(table)
    for name, values in (
        ("scenario", Counter(one.scenario for one in tries)),
        ("killed", Counter(one.killed for one in tries)),
    ):
        console.print(f"{name}: " + ", ".join(f"{value} {count}" for value, count in sorted(values.items())))
    console.print(f"reads of what is published meanwhile: {sum(one.reads for one in tries):,}")
    for one in tries:
        for fault in one.faults:
            console.print(f"try {one.number} ({one.scenario}, {one.killed}, died in {one.died_in}): {fault}")


def main(arguments: Sequence[str]) -> int:
    """Run, kill and compare; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills.kill_runs", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--households", type=int, default=40)
    parser.add_argument("--parallel", type=int, default=2, choices=(1, 2))
    options = parser.parse_args(arguments)
    preload()
    folder = Path(tempfile.mkdtemp(prefix="sektap-kills-"))
    _say(f"working in {folder}")
    scenarios = prepare(folder, options.households, options.seed)
    for scenario in scenarios:
        _say(f"undisturbed {scenario.name}: {scenario.seconds:.1f} s")
    workers = []
    for worker in range(min(options.parallel, options.runs)):
        share = range(worker, options.runs, options.parallel)
        pid = os.fork()
        if pid == 0:
            _work(share, options.seed, scenarios, folder)
            os._exit(0)
        workers.append(pid)
    ended_well = [os.waitpid(pid, 0)[1] == 0 for pid in workers]
    tries = [
        Try(**{**entry, "faults": tuple(entry["faults"])})
        for file in folder.glob("tries-*.jsonl")
        for entry in map(json.loads, file.read_text("utf-8").splitlines())
    ]
    print_tries(sorted(tries, key=lambda one: one.number), Console(width=140))
    is_clean = all(ended_well) and len(tries) == options.runs and not any(one.faults for one in tries)
    if is_clean:
        shutil.rmtree(folder)
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
