"""Guesses for `ehc doctor`: which heading may be which column, which value which code.

A guess is never used by a build. It is printed, and written into a draft that a person reads.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.cells import admitted
from pipeline.doctor_read import Contents, Looked
from pipeline.extracts import EXTRACTS, Column, columns, read_seed
from pipeline.settings import SEEDS
from pipeline.sources.mapping import Mapping, Synonyms, fold

SURE = 0.9  # as good as written down: it goes into the draft
LIKELY = 0.62  # it goes into the draft with a remark
_NEAR = 0.4  # worth a mention
_TORN = 0.05  # two columns that are that close: none is taken

_DATES = ("date", "birth_date")
_YES = {"y", "yes", "true", "1", "ticked", "checked"}
_NO = {"n", "no", "false", "0", "unticked"}
_NOT = {"not", "no", "non", "refused", "refuse", "declined", "rejected", "never", "un"}
# Words that turn a text round: `not opposed`, `unopposed`, and not `under 16` or `unit`.
_NEGATION = re.compile(r"not|no|non|never|without|un(?!der|i|til).*")
# Numbers that a child bears everywhere, and no case: they are read as `upn`, one of `never`.
_NUMBER_OF_A_PERSON = re.compile(
    r"(?:nhs|unique[ _](?:pupil|learner))[ _]?(?:number|num|no|id|ref)(?![a-z])"
)
_FILLERS = {"of", "the", "was", "is", "to", "for", "by", "in", "a", "an", "and", "ehc", "at", "has"}


@dataclass(frozen=True)
class Guess:
    """A heading that may be a column of ours; `score` runs from 0 to 1."""

    column: Column
    place: int
    score: float

    @property
    def is_sure(self) -> bool:
        return self.score >= SURE


@dataclass(frozen=True)
class Reading:
    """How the headings of a file are read as those of an extract."""

    extract: str
    own: dict[str, int]  # our columns under their own name
    aliases: dict[str, int]  # under a name that the mapping gives
    guesses: dict[str, Guess]
    near: dict[int, tuple[Guess, ...]]  # of each heading that is not known, the best still open
    doubled: dict[str, tuple[int, ...]]  # columns that several headings are

    @property
    def certain(self) -> dict[str, int]:
        return self.own | self.aliases

    @property
    def places(self) -> dict[str, int]:
        """Our columns and where they stand, guesses among them."""
        return self.certain | {name: guess.place for name, guess in self.guesses.items()}

    @property
    def missing(self) -> list[Column]:
        """The needed columns that not even a guess has found."""
        return [one for one in columns(self.extract) if one.needed and one.name not in self.places]

    @property
    def weight(self) -> float:
        """How much of the extract it holds: the more, the likelier that it is this extract."""
        found = len(self.certain) + sum(guess.score for guess in self.guesses.values())
        needed = [one for one in columns(self.extract) if one.needed]
        have = sum(one.name in self.places for one in needed)
        key = columns(self.extract)[0].name
        return found * have / len(needed) + (2 if key in self.places else 0)


@dataclass(frozen=True)
class Proposal:
    """What a value may mean."""

    code: str
    sure: bool


class Guesser:
    """Reads headings and values by the words that they have in common with ours."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._known_labels: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
        self._known_words: dict[str, frozenset[str]] = {}

    def names(self, column: Column) -> tuple[str, ...]:
        """What a column is often called, the best first."""
        return (column.name, *self._synonyms.headings.get((column.extract, column.name), ()))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every heading, folded, that means a column of some extract."""
        every = (one for extract in EXTRACTS for one in columns(extract))
        return frozenset(fold(name) for one in every for name in self.names(one))

    def by_name(self, stem: str) -> set[str]:
        """The extracts to which words of a file's name point."""
        words = f" {' '.join(_split(stem))} "
        ways = self._synonyms.files
        return {one for one in ways if any(f" {way} " in words for way in ways[one])}

    @staticmethod
    def certain(looked: Looked, extract: str, mapping: Mapping) -> dict[str, list[int]]:
        """The columns that a mapping knows in a file, and where each stands."""
        folded = [fold(text) for text in looked.heading.cells]
        found = {
            column.name: [
                place for place, text in enumerate(folded) if text in mapping.names_of(column)
            ]
            for column in columns(extract)
        }
        return {name: places for name, places in found.items() if places}

    def read(self, looked: Looked, extract: str, mapping: Mapping) -> Reading:
        """The headings of a file as those of an extract."""
        folded = [fold(text) for text in looked.heading.cells]
        own: dict[str, int] = {}
        aliases: dict[str, int] = {}
        doubled: dict[str, tuple[int, ...]] = {}
        certain = self.certain(looked, extract, mapping)
        for name, found in certain.items():
            if len(found) > 1:
                doubled[name] = tuple(found)
            (own if folded[found[0]] == fold(name) else aliases)[name] = found[0]
        taken = {
            place for found in self.certain(looked, extract, mapping).values() for place in found
        }
        free = [place for place, text in enumerate(folded) if text and place not in taken]
        open_columns = [one for one in columns(extract) if one.name not in own | aliases]
        pairs = self._pairs(looked, extract, free, open_columns)
        guesses: dict[str, Guess] = {}
        used: set[int] = set()
        for pair in pairs:
            is_free = pair.column.name not in guesses and pair.place not in used
            if is_free and pair.score >= LIKELY and not _is_torn(pair, pairs, guesses):
                guesses[pair.column.name] = pair
                used.add(pair.place)
        still_open = [pair for pair in pairs if pair.column.name not in guesses]
        near = {
            place: tuple(pair for pair in still_open if pair.place == place)[:2]
            for place in free
            if place not in used
        }
        return Reading(extract, own, aliases, guesses, near, doubled)

    def _pairs(
        self, looked: Looked, extract: str, places: Sequence[int], of: Sequence[Column]
    ) -> list[Guess]:
        """Every pair of a heading and a column that is worth a mention, the best first."""
        weights = self._weights(extract)
        pairs = []
        for place in places:
            for column in of:
                score = self._likeness(looked.heading.cells[place], column, weights)
                if score >= _NEAR:
                    score *= self._fit(column, looked.contents(place))
                if score >= _NEAR:
                    pairs.append(Guess(column, place, round(score, 3)))
        return sorted(pairs, key=lambda pair: (-pair.score, pair.place, pair.column.name))

    def _weights(self, extract: str) -> Counter[str]:
        """In how many columns of an extract each word is used."""
        used: Counter[str] = Counter()
        for column in columns(extract):
            used.update({word for name in self.names(column) for word in self._words(name)})
        return used

    def _words(self, heading: str) -> frozenset[str]:
        """The words of a heading, each as the one that stands for it."""
        if heading not in self._known_words:
            self._known_words[heading] = self._read_words(heading)
        return self._known_words[heading]

    def _read_words(self, heading: str) -> frozenset[str]:
        text = re.sub(r"education,? health (?:and|&) care plan", "ehcp", heading.casefold())
        text = _NUMBER_OF_A_PERSON.sub("upn", text)
        split = _split(text if text != heading.casefold() else heading)
        same = self._synonyms.words
        return frozenset(same.get(word, word) for word in split if word not in _FILLERS)

    def _likeness(self, heading: str, column: Column, used: Counter[str]) -> float:
        """How like a heading is to the names of a column: 1 for a name, less where it is rarer."""
        folded, words = fold(heading), self._words(heading)
        speaks_of_a_person = not words.isdisjoint(self._synonyms.never)
        many = len(columns(column.extract))

        def weigh(some: Iterable[str]) -> float:
            return sum(math.log(1 + many / max(1, used[word])) for word in some)

        best = 0.0
        for rank, name in enumerate(self.names(column)):
            if fold(name) == folded:
                return 1 - 0.002 * rank
            ours = self._words(name)
            if speaks_of_a_person:
                continue
            if ours == words:
                best = max(best, 0.93 - 0.002 * rank)
            elif words & ours:
                shared = 2 * weigh(words & ours) / (weigh(words) + weigh(ours))
                best = max(best, 0.9 * shared)
            if len(folded) > 4:
                ratio = _alike(folded, fold(name), 0.85)
                best = max(best, 0.9 * ratio)
        return best

    def _fit(self, column: Column, cells: Contents) -> float:
        """Whether the cells of a column can be what it should hold."""
        if not cells.filled:
            return 1.0
        if column.kind in _DATES:
            return 1.0 if cells.dates > 0.3 else 0.35
        if cells.written_dates > 0.5:
            return 0.3
        if column.kind in ("code", "flag"):
            meant = sum(self.propose(column, value) is not None for value in cells.values)
            return 1.0 if meant * 2 >= len(cells.values) else 0.75
        return 1.0

    def propose(self, column: Column, value: str) -> Proposal | None:
        """Which code a value may mean; None where nothing is like it."""
        found = self._propose(column, value)
        if found is None or not found.sure or not _negates(value):
            return found
        ways = (found.code, *self._labels(column)[found.code])
        is_no = found.code == "N" and "Y" in admitted(column)
        return Proposal(found.code, is_no or any(_negates(way) for way in ways))

    def _propose(self, column: Column, value: str) -> Proposal | None:
        """The same, by the words that stand there, whether or not another turns them round."""
        text = value.strip().casefold()
        words = _split(value)
        labels = self._labels(column)
        for code, ways in labels.items():
            if fold(text) in {fold(way) for way in (code, *ways)}:
                return Proposal(code, True)
        if set(admitted(column)) >= {"Y", "N"}:
            for code, answers in (("Y", _YES), ("N", _NO)):
                if text in answers or (words and words[0] in answers and len(words) < 3):
                    return Proposal(code, text in answers)
        lettered = re.match(r"([a-z]{1,2}|\d{1,2})\s*[):.\-\u2013]\s*(.+)$", text)
        if lettered and lettered[2]:
            inner = self.propose(column, lettered[2])
            if inner is not None:
                return inner
        before = re.match(r"([\w/]+)\s*[-\u2013:(]\s*\S", value.strip())
        if before and before[1].casefold() in {code.casefold() for code in labels}:
            code = next(code for code in labels if code.casefold() == before[1].casefold())
            return Proposal(code, True)
        scored = [
            (_value_likeness(words, _split(way)), code)
            for code, ways in labels.items()
            for way in (code, *ways)
        ]
        best = max(scored, default=(0.0, ""))
        return Proposal(best[1], False) if best[0] > 0 else None

    def _labels(self, column: Column) -> dict[str, tuple[str, ...]]:
        """The codes of a column, and every text that is known to mean each."""
        key = (column.extract, column.name)
        if key not in self._known_labels:
            labels: dict[str, tuple[str, ...]] = dict.fromkeys(admitted(column), ())
            told = [(row["code"], row["label"]) for row in _code_lists(column.code_list)]
            if column.kind == "ground":
                told = [(row["ground"], row["label"]) for row in _grounds()]
            told += [(code, way) for way, code in self._synonyms.values.get(key, {}).items()]
            for code, way in told:
                labels[code] = (*labels.get(code, ()), way)
            self._known_labels[key] = labels
        return self._known_labels[key]


def _is_torn(pair: Guess, pairs: Sequence[Guess], taken: Collection[str]) -> bool:
    """Whether a heading is as like another column that is still open."""
    return not pair.is_sure and any(
        other.place == pair.place
        and other.column != pair.column
        and other.column.name not in taken
        and other.score > pair.score - _TORN
        for other in pairs
    )


def _code_lists(name: str) -> list[dict[str, str]]:
    return [row for row in read_seed(SEEDS / "code_lists.csv") if row["code_list"] == name]


def _grounds() -> list[dict[str, str]]:
    return read_seed(SEEDS / "exception_grounds.csv")


def _value_likeness(words: Sequence[str], ours: Sequence[str]) -> float:
    """How like two texts are, by words and by letters; nought where they are not much."""
    if bool(_NOT & set(words)) != bool(_NOT & set(ours)):
        return 0.0  # "not agreed" is nothing like "agreed"
    few, many = set(ours) - _FILLERS, set(words) - _FILLERS
    shared = len(few & many) * 2 / max(1, len(few) + len(many))
    text = " ".join(words)
    # Short texts are soon alike: one letter of three is no slip of the pen.
    letters = _alike(text, " ".join(ours), 0.7 if len(text) > 5 else 0.8)
    return max(shared if shared >= 0.6 else 0.0, letters)


def _negates(text: str) -> bool:
    return any(_NEGATION.fullmatch(word) for word in _split(text))


def _alike(one: str, other: str, least: float) -> float:
    """The share of letters that two texts have in common in their order; nought below `least`."""
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def _split(text: str) -> list[str]:
    """The words of a text: at signs, blanks and where a small letter meets a capital one."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return re.findall(r"[a-z0-9]+", apart.casefold().replace("'", ""))
