"""Every check of an audit, in the order in which a person would go through a bundle. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from packetizer.model import Severity
from packetizer.packet.lint import leaks, numbers, paper, ways
from packetizer.packet.lint.found import Bundle, Finding

Check = Callable[[Bundle], Iterator[Finding]]

CHECKS: Mapping[str, Check] = {
    "every page can be opened": paper.opened,
    "nothing is redacted for the eye only": leaks.redactions,
    "nothing can act": leaks.active,
    "no older version stands in the file": leaks.history,
    "nothing is hidden": leaks.hidden,
    "nothing is told beside the pages": leaks.metadata,
    "nothing can be filled in or moved": leaks.loose,
    "it opens": leaks.locks,
    "numbers run through": numbers.numbered,
    "viewers number as is printed": numbers.labelled,
    "the index leads where it says": ways.index,
    "the outline leads where it says": ways.outline,
    "every page can be searched": paper.searchable,
    "every page is upright": paper.upright,
    "pages can be printed": paper.sizes,
    "type is in the file": paper.fonts,
    "pictures are no larger than need be": paper.weight,
    "no page is empty or twice there": paper.content,
    "it says what it is": paper.described,
}


def audited(bundle: Bundle) -> tuple[Finding, ...]:
    """What is to be mended in a bundle, the gravest first."""
    found = [finding for check in CHECKS.values() for finding in check(bundle)]
    gravest = list(Severity)
    return tuple(sorted(found, key=lambda finding: gravest.index(finding.severity)))
