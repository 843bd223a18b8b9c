"""The nouns: frozen, strict records that the stages hand to each other and the transcript keeps.

Data from outside (a reply, a probe's report, a file) is validated once, where it enters, and is
one of these from there on. Nothing here reads, writes, runs or prints.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Speaker = Literal["user", "assistant", "system"]
Vantage = Literal["static", "guest", "host"]
Label = Literal[
    "confirmed", "contradicted", "other-version", "ambiguous", "undecided", "uncheckable"
]
LABELS: tuple[Label, ...] = (
    "confirmed",
    "contradicted",
    "other-version",
    "ambiguous",
    "undecided",
    "uncheckable",
)
DISCREPANCIES: frozenset[str] = frozenset(LABELS) - {"confirmed", "uncheckable"}
Outcome = Literal[
    "ok",
    "incorrect",
    "wrong-type",
    "crash",
    "timeout",
    "memory",
    "output-limit",
    "protocol",
    "rejected-source",
    "no-entry-point",
    "blocked",
    "not-run",
]
Provenance = Literal["model", "demonstration", "document"]
TargetSource = Literal["flag", "stated", "inferred", "default"]
Answer = Literal[
    "corrected",
    "doubled-down",
    "wrong-again",
    "withdrew",
    "unclear",
    "unanswered",
    "not-asked",
    "broke",
]
"""What a round of repair did to one thing; `broke` is about what was right before."""


class Record(BaseModel):
    """Base of all records: immutable, exact types, unknown fields of newer files ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


# --- talking to a model -------------------------------------------------------------------------


class Message(Record):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class Prompt(Record):
    """A rendered template: the text is kept, not only the recipe."""

    name: str
    template_sha256: str
    variables: dict[str, str]
    text: str
    target_python: str
    response_schema: dict[str, Any] | None = None


class Usage(Record):
    """Tokens as the server reported them; None is unknown, never 0."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None


class Options(Record):
    """How a model is asked. Seconds are wall time."""

    temperature: float | None = None
    seed: int | None = None
    max_output_tokens: int | None = None
    connect_timeout_seconds: float = 10.0
    read_timeout_seconds: float = 120.0
    context_tokens: int = 16384


class Response(Record):
    """A reply, raw and complete, never edited."""

    prompt: str
    text: str
    reasoning: str = ""
    provider: str
    request_model: str
    model: str
    finish_reason: str | None
    usage: Usage = Usage()
    seconds: float = 0.0
    first_token_seconds: float | None = None
    retries: tuple[str, ...] = ()
    structured: Literal["json_schema", "json_object", "prompt"] | None = None
    schema_errors: tuple[str, ...] = ()


# --- reading ------------------------------------------------------------------------------------


class Location(Record):
    """A place in a file: 1-based lines and columns in characters, end exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    page: int | None = None
    cell: int | None = None


class Cell(Record):
    """One cell of a table; its text stands verbatim at its location."""

    text: str
    location: Location


class Block(Record):
    """A part of a document. `location` covers `text` exactly (a code block: without its fence).

    `label` is a file name or title found with the block, `heading` the nearest heading above,
    `rows` the cells of a table, the header row first. `pieces` are the texts that make up a program
    whose fence was split by copying; empty where the text is the program.
    """

    kind: Literal["text", "table", "code", "listing", "image"]
    text: str
    location: Location
    language: str | None = None
    label: str | None = None
    heading: str | None = None
    speaker: Speaker | None = None
    rows: tuple[tuple[Cell, ...], ...] = ()
    pieces: tuple[str, ...] = ()


class Document(Record):
    """A text and its blocks. `name` is its lasting identity, `path` where it lies.

    `cells` are the lines on which the cells of a notebook begin in the text, `python` the CPython
    that ran it, `excuse` why a failure of its program accuses nobody.
    """

    name: str
    path: str
    text: str
    sha256: str
    status: Literal["ok", "empty", "unread", "error"] = "ok"
    why: str | None = None
    speaker: Speaker | None = None
    blocks: tuple[Block, ...] = ()
    cells: tuple[int, ...] = ()
    python: str | None = None
    excuse: str | None = None


class Artifact(Record):
    """One program found or generated. `entry_point` is the function a workload is judged by.

    `named` says that the document it stands in gives it its file name.
    """

    id: str
    name: str
    kind: Literal["workload", "analysis"]
    source: str
    sha256: str
    variant: Literal["literal", "repaired"] = "literal"
    repairs: tuple[str, ...] = ()
    location: Location
    provenance: Provenance
    workload: str | None = None
    entry_point: str | None = None
    notes: tuple[str, ...] = ()
    named: bool = False


class TablePlace(Record):
    """Where in a table a claim's cell stands."""

    id: str
    row: int
    column: int
    row_label: str
    column_label: str

    @property
    def is_list(self) -> bool:
        """Whether it is a list of counts, judged jointly like a table: its id begins with an l."""
        return self.id.startswith("l")


class Claim(Record):
    """One statement, with its quote and its place; kept even when malformed or of unknown kind.

    `args` are the arguments of the claim's kind, `claimed` the value the words give. `defined`
    says that our own prompt fixed scope and naming, so that no other reading is open. `problem`
    says why the claim cannot be judged as it stands. `alternates` are other programs of the
    document that have a function of the subject's name. `python` is the CPython (3.8, 3.8.18) that
    its own words or those above it are about; None is the target.
    """

    id: str
    artifact: str | None
    kind: str
    args: dict[str, Any]
    quote: str
    location: Location
    subject: str | None
    scope: str = "function"
    claimed: Any = None
    hedge: str | None = None
    tolerance: float = 0
    extractor: str
    speaker: Speaker | None = None
    table: TablePlace | None = None
    defined: bool = False
    problem: str | None = None
    alternates: tuple[str, ...] = ()
    python: str | None = None


# --- running and measuring ----------------------------------------------------------------------


class Interpreter(Record):
    """A CPython on this machine. `packages` is the folder in which it finds numpy, if any."""

    executable: str
    version: str
    prefix: str
    stdlib: str
    packages: str | None = None

    @property
    def minor(self) -> tuple[int, int]:
        """(3, 11) for 3.11.7."""
        major, minor = self.version.split(".")[:2]
        return int(major), int(minor)


class Limits(Record):
    """What a guest may use. Bytes and seconds."""

    wall_seconds: float = 10.0
    cpu_seconds: int = 10
    memory_bytes: int = 512 << 20
    output_bytes: int = 4 << 20
    frame_bytes: int = 8 << 20
    file_bytes: int = 16 << 20


class Run(Record):
    """What the host observed of one guest process. `max_rss_bytes` includes the interpreter."""

    outcome: Outcome
    error: str | None = None
    phase: Literal["start", "compile", "import", "call", "end"] | None = None
    exit_code: int | None = None
    signal: int | None = None
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    max_rss_bytes: int = 0
    stdout: str = ""
    stderr: str = ""
    stdout_truncated: bool = False
    isolation: str = "none"
    suspicions: tuple[str, ...] = ()


class Measurement(Record):
    """What one probe saw: plain data with a format number, and from where it was seen."""

    id: str
    probe: str
    format: int
    subject: Literal["artifact", "reference"] = "artifact"
    artifact: str
    vantage: Vantage
    python: str
    target: dict[str, Any] = Field(default_factory=dict)
    data: dict[str, Any] | None = None
    run: Run | None = None
    error: str | None = None


# --- judging ------------------------------------------------------------------------------------


class VersionState(Record):
    """What a claim's value is on one tested CPython."""

    state: Literal["value", "absent", "not-run", "error"]
    value: Any = None
    why: str | None = None


class Reading(Record):
    """One way to understand a claim, and whether it holds then."""

    version: str
    scope: str
    naming: str
    measured: Any = None
    holds: bool


class JointReading(Record):
    """One way to understand a whole table, and how many of its cells hold then."""

    version: str
    scope: str
    naming: str
    hits: int
    cells: int
    hits_of_2_or_more: int
    cells_of_2_or_more: int


class Verdict(Record):
    """The label of one claim and everything that decides it; None when a measuring tool failed."""

    claim: str
    label: Label | None
    rule: str | None = None
    reason: str
    measured: Any = None
    interval: tuple[float, float] | None = None
    versions: dict[str, VersionState] = Field(default_factory=dict)
    readings: tuple[Reading | JointReading, ...] = ()
    explanation: str
    help: tuple[str, ...] = ()
    fix: str | None = None
    evidence: tuple[str, ...] = ()


class ArtifactResult(Record):
    """How one artifact came out, with the smallest failing input where there is one.

    `excused` is why the end of one that was started is no fault of it: then it has no rule.
    """

    artifact: str
    outcome: Outcome
    error: str | None = None
    rule: str | None = None
    suspicions: tuple[str, ...] = ()
    failing_input: str | None = None
    excused: str | None = None

    @property
    def fails(self) -> bool:
        """Whether the artifact is at fault: not ok, though it was run and nothing excuses it."""
        return self.outcome not in ("ok", "not-run") and self.excused is None


class Target(Record):
    """The CPython that claims are judged on."""

    python: str
    source: TargetSource


class Environment(Record):
    """Where it was measured."""

    interpreters: tuple[str, ...]
    isolation: str
    platform: str
    workbench: str
    packages: dict[str, str] = Field(default_factory=dict)


class Verification(Record):
    """One judging of a run: what was measured and every verdict.

    `round` is the round of repair that was judged, 0 for the first answer.
    """

    id: str
    time: str
    round: int = 0
    target: Target
    environment: Environment
    seed: int = 0
    artifacts: tuple[Artifact, ...] = ()
    claims: tuple[Claim, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    results: tuple[ArtifactResult, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    @cached_property
    def _by_claim(self) -> dict[str, Verdict]:
        return {verdict.claim: verdict for verdict in self.verdicts}

    def verdict(self, claim: str) -> Verdict | None:
        """The verdict about a claim, if it got one."""
        return self._by_claim.get(claim)

    def result(self, artifact: str) -> ArtifactResult | None:
        """How an artifact came out, if that was looked at."""
        return next((result for result in self.results if result.artifact == artifact), None)


class Sample(Record):
    """Which of several independent runs this is, counted from 1, and the model's seed in it."""

    number: int
    of: int
    seed: int | None = None

    @property
    def words(self) -> str:
        """ "sample 2 of 5, seed 43"."""
        seed = "" if self.seed is None else f", seed {self.seed}"
        return f"sample {self.number} of {self.of}{seed}"


class Fate(Record):
    """What became of one failing claim or program in the next round of repair.

    `claim` and `now` are claim ids of the earlier and the later verification, `artifact` is the
    name of a program; `before` and `after` are labels or outcomes, `said` and `says` the values
    claimed, `measured` is what the earlier verdict measured. None is: there is no such thing.
    """

    answer: Answer
    claim: str | None = None
    artifact: str | None = None
    now: str | None = None
    kind: str = ""
    quote: str = ""
    before: str | None = None
    after: str | None = None
    said: Any = None
    measured: Any = None
    says: Any = None


class Round(Record):
    """One answer of a model in a row of repairs, judged: 0 is the first one.

    `counts` says how many claims that somebody wrote got which label, `outcomes` how each program
    came out, `fates` what the answer did to what failed in the round before.
    """

    number: int
    verification: str
    counts: dict[str, int] = Field(default_factory=dict)
    outcomes: dict[str, str] = Field(default_factory=dict)
    fates: tuple[Fate, ...] = ()


class Change(Record):
    """One claim (by id) or program (by name) of which two verifications say different things.

    `before` and `now` are labels or outcomes; None where a measuring tool failed or there is none.
    """

    what: Literal["claim", "program"]
    how: Literal["changed", "new", "vanished"]
    name: str
    kind: str = ""
    quote: str = ""
    before: str | None = None
    now: str | None = None


class Changes(Record):
    """What a verification says otherwise than the one before it, which is named by `since`."""

    since: str
    time: str
    found: tuple[Change, ...] = ()


class Dispute(Record):
    """A person's opinion that a verdict is the tool's mistake."""

    note: str
    author: str
    time: str


class Unread(Record):
    """A part of what was handed in that was not read, and why."""

    file: str
    why: str


class Judged(Record):
    """A verification with what is needed to show it: where it came from and the texts.

    `texts` maps the path of each document to its whole text (that of a notebook's cell is under
    `PATH#NUMBER`), `source` is the path of the main one.
    `hidden` are the ids of claims and artifacts that the user asked not to see, `options` what
    commands about this run need ("--root DIR"). `rounds` are those of a run that was repaired,
    `changes` stands where an earlier verification of the same was there to compare with,
    `disputed` says by claim which of these very verdicts a person holds to be wrong.
    `unread` are the parts of it that were not read, `remembered` says that nothing was run or
    measured again, since the same was judged before by the same rules.
    """

    source: str
    run: str
    status: Literal["ok", "empty", "unread", "error", "cancelled"] = "ok"
    why: str | None = None
    workload: str | None = None
    demonstration: bool = False
    verification: Verification
    texts: dict[str, str] = Field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    options: str = ""
    sample: Sample | None = None
    rounds: tuple[Round, ...] = ()
    changes: Changes | None = None
    disputed: dict[str, Dispute] = Field(default_factory=dict)
    sort: Literal["document", "submission"] = "document"
    unread: tuple[Unread, ...] = ()
    remembered: bool = False

    @property
    def failed(self) -> bool:
        """Whether an artifact fails (see ArtifactResult) or a claim is contradicted."""
        results = [r for r in self.verification.results if r.artifact not in self.hidden]
        bad = any(result.fails for result in results)
        return bad or "contradicted" in self._labels

    @property
    def warned(self) -> bool:
        """Whether a verdict is other-version, ambiguous or undecided."""
        return bool(self._labels & {"other-version", "ambiguous", "undecided"})

    @property
    def _labels(self) -> set[str | None]:
        return {v.label for v in self.verification.verdicts if v.claim not in self.hidden}


def text_key(location: Location) -> str:
    """Under which key of `Judged.texts` the text stands that a location's lines are counted in."""
    return location.file if location.cell is None else f"{location.file}#{location.cell}"


def sha256_of(text: str) -> str:
    """Hex SHA-256 of a text's UTF-8 bytes; lone surrogates are kept apart, not lost."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def short_hash(*parts: object) -> str:
    """12 hex digits that stay the same for the same parts."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:12]
