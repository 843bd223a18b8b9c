"""What each tier of isolation is made of, from the best to nothing at all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layers:
    """The layers of one tier.

    `jail` is bubblewrap, `forks` says whether zygotes fork its guests. Limits, deadline and the
    empty environment are the same in every tier. `caveat` is what a user must know of it.
    """

    jail: bool = False
    landlock: bool = False
    seccomp: bool = False
    seatbelt: bool = False
    forks: bool = False
    caveat: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The layers by the names people know them by."""
        parts = {
            "bubblewrap": self.jail,
            "Landlock": self.landlock,
            "seccomp": self.seccomp,
            "Seatbelt": self.seatbelt,
        }
        return tuple(name for name, is_used in parts.items() if is_used)

    @property
    def inside(self) -> tuple[str, ...]:
        """Those that a guest takes upon itself."""
        return tuple(name for name in self.names if name in ("Landlock", "seccomp"))


OF = {
    "strong": Layers(jail=True, landlock=True, seccomp=True, forks=True),
    "filtered": Layers(landlock=True, seccomp=True, forks=True),
    "namespaces": Layers(jail=True, seccomp=True),
    "reduced": Layers(
        seatbelt=True,
        caveat="not tested by us: network, writes and new processes are denied, but memory is "
        "not limited, and a guest outlives a host that is killed until its CPU limit is reached",
    ),
    "none": Layers(),
}
TIERS = tuple(OF)
"""Their names, in this order."""
ALL = frozenset(name for one in OF.values() for name in one.names)
"""Every layer there is."""


def candidates(platform: str) -> tuple[str, ...]:
    """The tiers that isolate and could be had on a platform, as `sys.platform` names it."""
    if platform == "darwin":
        return ("reduced",)
    return ("strong", "filtered", "namespaces") if platform == "linux" else ()


def described(tier: str) -> str:
    """A tier with its layers, for people."""
    names = OF[tier].names
    return f"{tier} ({', '.join(names)})" if names else tier
