"""The nouns: frozen, strict records that the stages hand to each other and the transcript keeps.

Data from outside (a reply, a probe's report, a file) is validated once, where it enters, and is
one of these from there on. Nothing here reads, writes, runs or prints.
"""

from workbench.records.asking import (
    Message,
    Options,
    Prompt,
    Response,
    Sample,
    Usage,
)
from workbench.records.base import (
    DISCREPANCIES,
    LABELS,
    Answer,
    Label,
    Outcome,
    Provenance,
    Record,
    Speaker,
    TargetSource,
    Vantage,
    sha256_of,
    short_hash,
)
from workbench.records.judging import (
    ArtifactResult,
    Environment,
    JointReading,
    Reading,
    Target,
    Verdict,
    Verification,
    VersionState,
)
from workbench.records.reading import (
    Artifact,
    Block,
    Cell,
    Claim,
    Document,
    Location,
    TablePlace,
    text_key,
)
from workbench.records.running import (
    Interpreter,
    Limits,
    Measurement,
    Run,
)
from workbench.records.telling import (
    Change,
    Changes,
    Dispute,
    Fate,
    Judged,
    Round,
)

__all__ = [
    "DISCREPANCIES",
    "LABELS",
    "Answer",
    "Artifact",
    "ArtifactResult",
    "Block",
    "Cell",
    "Change",
    "Changes",
    "Claim",
    "Dispute",
    "Document",
    "Environment",
    "Fate",
    "Interpreter",
    "JointReading",
    "Judged",
    "Label",
    "Limits",
    "Location",
    "Measurement",
    "Message",
    "Options",
    "Outcome",
    "Prompt",
    "Provenance",
    "Reading",
    "Record",
    "Response",
    "Round",
    "Run",
    "Sample",
    "Speaker",
    "TablePlace",
    "Target",
    "TargetSource",
    "Usage",
    "Vantage",
    "Verdict",
    "Verification",
    "VersionState",
    "sha256_of",
    "short_hash",
    "text_key",
]
