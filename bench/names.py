"""Name matching, measured: `python -m bench.names [--queries N] [--seed N] [--json]`.

Rules: villages of 2,000 invented people in eight provinces; a seeded generator misspells their
names the way citizens do (several ways at once); the peer, rapidfuzz's WRatio, gets the same
queries in the same run. Recall counts a namesake (equal after folding) as found. 'Absent' are
misspelt names of people of other villages whom nobody here is called like; `answered` is the
share of them for whom the decision names somebody all the same.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from random import Random

from rapidfuzz import fuzz, process, utils

from backend_client.names import Lexicon, Roster, decide, words
from backend_client.sandbox.population import PopulationMaker, VillagePlan

PROVINCES = ("32", "35", "53", "91", "11", "73", "51", "13", "12")
PEOPLE = 2000
PEER_THRESHOLD = 90.0
# What part 1 asks for (issue 2): a prototype's figures, to be reached at least.
TARGETS = {"recall_1": 0.974, "recall_5": 0.992, "absent_answered": 0.03}

_MUHAMMAD = ("Moh.", "Muh.", "M.", "Mohd", "Muhamad", "Mohammad", "Mochamad", "Mhd", "Muhammad")
_VOWELS = "aeiou"
_KEYBOARD = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "x",
}  # fmt: skip


def _swap(text: str, rng: Random, *pairs: tuple[str, str]) -> str:
    usable = [(old, new) for old, new in pairs if old in text]
    if not usable:
        return text
    old, new = rng.choice(usable)
    return text.replace(old, new, 1)


def _short_forms(text: str, rng: Random) -> str:
    out = []
    for word in text.split():
        key = words(word)[0].key if words(word) else ""
        if key == "muhamad":
            word = rng.choice(_MUHAMMAD)
        elif key == "siti":
            word = rng.choice(("St.", "Siti", "Sitti", "St", "Sity"))
        elif word.lower() in ("abdul", "abd."):
            word = rng.choice(("Abd.", "Abdul", "Abd", "Abdoel"))
        out.append(word)
    return " ".join(out)


def _old_spelling(text: str, rng: Random) -> str:
    pairs = [("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"), ("oe", "u"), ("dj", "j")]
    return _swap(text, rng, *pairs, ("tj", "c"), ("sy", "sj"), ("j", "y"))


def _by_ear(text: str, rng: Random) -> str:
    pairs = [("f", "p"), ("v", "p"), ("z", "j"), ("z", "s"), ("kh", "h"), ("kh", "ch"), ("sy", "s")]
    pairs += [("q", "k"), ("ch", "h"), ("dh", "d"), ("th", "t"), ("ai", "ae"), ("i", "y")]
    pairs += [("h", ""), ("mm", "m"), ("tt", "t"), ("nn", "n"), ("ss", "s"), ("d", "t")]
    return _swap(text, rng, *pairs, ("s", "ss"), ("iy", "i"), ("ie", "i"), ("k", "kk"), ("p", "f"))


def _typo(text: str, rng: Random) -> str:
    places = [i for i, char in enumerate(text) if char.isalpha()]
    if len(places) < 5:
        return text
    i = rng.choice(places)
    match rng.randrange(4):
        case 0:
            return text[:i] + text[i + 1 :]
        case 1:
            return text[:i] + text[i] + text[i:]
        case 2:
            return text[:i] + text[i + 1 : i + 2] + text[i] + text[i + 2 :]
        case _:
            near = _KEYBOARD.get(text[i].lower(), "a")
            return text[:i] + rng.choice(near) + text[i + 1 :]


def _order(text: str, rng: Random) -> str:
    parts = text.split()
    if len(parts) > 1:
        rng.shuffle(parts)
    return " ".join(parts)


def _merge(text: str, rng: Random) -> str:
    parts = text.split()
    if len(parts) > 1:
        i = rng.randrange(len(parts) - 1)
        if "." not in parts[i]:
            parts[i : i + 2] = [parts[i] + parts[i + 1].lower()]
    elif len(text) > 8:
        cut = rng.randrange(3, len(text) - 3)
        return f"{text[:cut]} {text[cut:]}"
    return " ".join(parts)


def _initial(text: str, rng: Random) -> str:
    parts = text.split()
    if len(parts) > 1:
        i = rng.randrange(len(parts))
        parts[i] = parts[i][0] + rng.choice((".", ""))
    return " ".join(parts)


def _title(text: str, rng: Random) -> str:
    front = rng.choice(("H. ", "Hj. ", "Bpk. ", "Ibu ", "Drs. ", "Pak ", "Ust. ", ""))
    behind = rng.choice(("", "", ", S.Pd", " S.E.", ", SH", " S. Pd"))
    return f"{front}{text}{behind}"


# How likely each is to be drawn, of one to three that hit a name.
NOISE: tuple[tuple[int, Callable[[str, Random], str]], ...] = (
    (6, _short_forms),
    (4, _old_spelling),
    (5, _by_ear),
    (5, _typo),
    (2, _title),
    (2, _order),
    (2, _merge),
    (1, _initial),
)
_HOW_MANY = (5, 4, 2)


def noisy(name: str, rng: Random) -> str:
    """A name as a citizen may type it."""
    text = name.title()
    drawn: list[Callable[[str, Random], str]] = []
    for _ in range(rng.choices((1, 2, 3), _HOW_MANY)[0]):
        change = rng.choices([one for _, one in NOISE], [share for share, _ in NOISE])[0]
        if change not in drawn:
            drawn.append(change)
    # An initial written together with the next name can be read by nobody.
    if _merge in drawn and _initial in drawn:
        drawn.remove(_initial)
    for _, change in NOISE:
        if change in drawn:
            text = change(text, rng)
    return rng.choice((text, text.lower(), text.upper())).strip()


def village(province: str, seed: int, people: int = PEOPLE) -> list[str]:
    """The names of an invented village."""
    plan = VillagePlan(f"{province}.01.01.2001", "", people)
    made = PopulationMaker(seed).village(plan)
    return [resident.name for _, residents in made for resident in residents]


@dataclass
class Outcome:
    """Shares of queries, and milliseconds; `cpu` without what a busy machine adds."""

    queries: int
    recall_1: float
    recall_5: float
    answered_right: float
    answered_wrong: float
    absent_answered: float
    mean_ms: float
    p95_ms: float
    p95_cpu_ms: float
    peer_recall_1: float
    peer_recall_5: float
    peer_absent_answered: float
    peer_p95_ms: float
    build_ms: float


def _folded(name: str) -> tuple[str, ...]:
    return tuple(sorted(word.loose for word in words(name)))


def measure(queries: int, seed: int, show: int = 0) -> Outcome:
    """Ask `queries` misspelt names of each kind, shared among the provinces."""
    rng = Random(f"noise {seed}")
    places = [(village(p, seed + i), village(p, seed + 1000 + i)) for i, p in enumerate(PROVINCES)]
    # The sandbox knows every word of the register; here: of all villages.
    lexicon = Lexicon(
        word.key for here, there in places for name in here + there for word in words(name)
    )
    hits = dict.fromkeys(("1", "5", "right", "wrong", "absent", "p1", "p5", "pabsent"), 0)
    times: list[float] = []
    cpu_times: list[float] = []
    peer_times: list[float] = []
    builds = []
    asked = queries // len(places)
    for here, there in places:
        start = time.perf_counter()
        roster = Roster.build(here, lexicon)
        builds.append((time.perf_counter() - start) * 1000)
        plain = [utils.default_process(name) for name in here]
        folded = [_folded(name) for name in here]
        names_here = set(folded)
        for _ in range(asked):
            truth = rng.randrange(len(here))
            query = noisy(here[truth], rng)
            while _folded(query) in names_here and _folded(query) != folded[truth]:
                query = noisy(here[truth], rng)  # it has become somebody else's very name
            start, spent = time.perf_counter(), time.thread_time()
            ranked = roster.rank(query, 12)
            decision = decide(ranked)
            times.append((time.perf_counter() - start) * 1000)
            cpu_times.append((time.thread_time() - spent) * 1000)
            found = [folded[match.index] == folded[truth] for match in ranked[:5]]
            hits["1"] += found[:1] == [True]
            hits["5"] += any(found)
            accepted = [folded[match.index] == folded[truth] for match in decision.accepted]
            hits["right"] += any(accepted)
            hits["wrong"] += bool(accepted) and not any(accepted)
            if show and found[:1] != [True]:
                show -= 1
                best = ranked[0].name if ranked else "-"
                print(f"missed: {query!r} means {here[truth]!r}, ranked {best!r}")
            start = time.perf_counter()
            peers = process.extract(
                utils.default_process(query), plain, scorer=fuzz.WRatio, limit=5
            )
            peer_times.append((time.perf_counter() - start) * 1000)
            found = [folded[index] == folded[truth] for _, _, index in peers]
            hits["p1"] += found[:1] == [True]
            hits["p5"] += any(found)
        absent = [name for name in there if _folded(name) not in names_here]
        for _ in range(asked):
            name = rng.choice(absent)
            query = noisy(name, rng)
            while _folded(query) in names_here:
                query = noisy(name, rng)
            decision = decide(roster.rank(query, 12))
            hits["absent"] += bool(decision.accepted)
            if show and decision.accepted:
                show -= 1
                print(f"absent: {query!r} ({name!r}) answered with {decision.accepted[0]}")
            peer = process.extractOne(utils.default_process(query), plain, scorer=fuzz.WRatio)
            hits["pabsent"] += peer[1] >= PEER_THRESHOLD
    total = asked * len(places)
    share = {key: value / total for key, value in hits.items()}
    return Outcome(
        queries=total,
        recall_1=share["1"],
        recall_5=share["5"],
        answered_right=share["right"],
        answered_wrong=share["wrong"],
        absent_answered=share["absent"],
        mean_ms=statistics.fmean(times),
        p95_ms=statistics.quantiles(times, n=20)[-1],
        p95_cpu_ms=statistics.quantiles(cpu_times, n=20)[-1],
        peer_recall_1=share["p1"],
        peer_recall_5=share["p5"],
        peer_absent_answered=share["pabsent"],
        peer_p95_ms=statistics.quantiles(peer_times, n=20)[-1],
        build_ms=statistics.fmean(builds),
    )


def main() -> None:
    """Measure and print; exit 1 below the targets."""
    parser = argparse.ArgumentParser(prog="python -m bench.names")
    parser.add_argument("--queries", type=int, default=4500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="print so many misses")
    chosen = parser.parse_args()
    outcome = measure(chosen.queries, chosen.seed, chosen.show)
    if chosen.json:
        print(json.dumps(asdict(outcome), indent=2))
    else:
        for key, value in asdict(outcome).items():
            print(f"{key:22} {value:.4f}" if isinstance(value, float) else f"{key:22} {value}")
    reached = (
        outcome.recall_1 >= TARGETS["recall_1"]
        and outcome.recall_5 >= TARGETS["recall_5"]
        and outcome.absent_answered <= TARGETS["absent_answered"]
    )
    raise SystemExit(0 if reached else 1)


if __name__ == "__main__":
    main()
