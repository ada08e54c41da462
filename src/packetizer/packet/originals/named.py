"""What a page really names of its resources, and nothing else of them.

Pages of a PDF may share one dictionary that holds the pictures, fonts and forms of all: a page that goes into
the packet must not bring along what a page that was left out shows. A font that pages share stays whole: it
holds the shapes of their letters, each once, and nothing of what they write.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

    Names = Mapping[str, set[str]]  # by category of resources

# Operators that name a resource, and of which category. PDF 32000-1, Annex A.
_NAMED_BY = {
    "Do": "/XObject",
    "Tf": "/Font",
    "gs": "/ExtGState",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "scn": "/Pattern",
    "SCN": "/Pattern",
    "sh": "/Shading",
    "BDC": "/Properties",
    "DP": "/Properties",
}
_IN_PLACE = "INLINE IMAGE"
_OPERATORS = " ".join([*_NAMED_BY, "BI", "ID", "EI"])
_UNSAID = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")  # colour spaces that are used without being named
_NAME = re.compile(rb"/[^\x00\t\n\f\r ()<>\[\]{}/%]+")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
DEEPEST = 24  # forms in forms

# What shapes a stream or font that a page shows; all else in its dictionary is private, or leads elsewhere.
# PDF 32000-1, tables 75, 76, 89, 95 and 111 to 122.
_OF_STREAM = ("/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms", "/OC")  # the last is for layers
_OF_FORM = ("/FormType", "/BBox", "/Matrix", "/Resources", "/Group")
_OF_PATTERN = (
    "/PatternType",
    "/PaintType",
    "/TilingType",
    "/BBox",
    "/XStep",
    "/YStep",
    "/Resources",
    "/Matrix",
)
_OF_IMAGE = (
    "/Width",
    "/Height",
    "/ColorSpace",
    "/BitsPerComponent",
    "/Intent",
    "/ImageMask",
    "/Mask",
    "/Decode",
    "/Interpolate",
    "/SMask",
    "/SMaskInData",
    "/Matte",
)
_OF_GROUP = ("/S", "/CS", "/I", "/K")
_OF_FONT = (  # and of its descriptor
    "/Type",
    "/Subtype",
    "/BaseFont",
    "/FirstChar",
    "/LastChar",
    "/Widths",
    "/FontDescriptor",
    "/Encoding",
    "/ToUnicode",
    "/FontBBox",
    "/FontMatrix",
    "/CharProcs",
    "/Resources",
    "/Name",
    "/DescendantFonts",
    "/CIDSystemInfo",
    "/DW",
    "/W",
    "/DW2",
    "/W2",
    "/CIDToGIDMap",
    "/FontName",
    "/FontFamily",
    "/FontStretch",
    "/FontWeight",
    "/Flags",
    "/ItalicAngle",
    "/Ascent",
    "/Descent",
    "/Leading",
    "/CapHeight",
    "/XHeight",
    "/StemV",
    "/StemH",
    "/AvgWidth",
    "/MaxWidth",
    "/MissingWidth",
    "/FontFile",
    "/FontFile2",
    "/FontFile3",
    "/CharSet",
    "/Style",
    "/Lang",
    "/CIDSet",
)


def only_named(form: pikepdf.Object, done: set[tuple[int, int]]) -> None:
    """Give a form, and all forms, patterns and fonts it shows, resources of its own with only what it names.

    In place, but no dictionary of resources is changed that others may hold too.
    """
    _only_its_own(form)
    _trim([form], form, done, 0)


def _trim(
    contents: Iterable[pikepdf.Object], holder: pikepdf.Object, done: set[tuple[int, int]], depth: int
) -> None:
    """`holder` (a stream, or a font for its glyphs) keeps of its resources what the contents name."""
    from pikepdf import Dictionary

    resources = holder.get("/Resources")
    if not isinstance(resources, Dictionary):
        return
    kept = Dictionary()
    if depth <= DEEPEST:
        for content in contents:
            _take(names(content), resources, kept)
        _colours(resources, kept)
    holder.Resources = kept
    for below in _below(kept):
        if below.objgen == (0, 0) or below.objgen not in done:
            done.add(below.objgen)
            _only_its_own(below)
            _trim(_shown_by(below), below, done, depth + 1)


def _take(found: Names, resources: pikepdf.Object, kept: pikepdf.Object) -> None:
    """Put what is named into `kept`, and what is named by that, if it has no resources of its own."""
    from pikepdf import Dictionary

    waiting = [found]
    while waiting:
        for category, wanted in waiting.pop().items():
            held = resources.get(category)
            if not isinstance(held, Dictionary):
                continue
            if category not in kept:
                kept[category] = Dictionary()
            for name in sorted(name for name in wanted if name in held and name not in kept[category]):
                kept[category][name] = held[name]
                waiting.extend(names(content) for content in _borrowing(held[name]))


def _borrowing(item: pikepdf.Object) -> list[pikepdf.Object]:
    """The contents of a form, pattern, mask or font that takes its resources from where it is used."""
    from pikepdf import Dictionary, Stream

    if not isinstance(item, Dictionary | Stream):
        return []
    mask = item.get("/SMask") if isinstance(item, Dictionary) else None
    if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
        item = mask.G
    return [] if "/Resources" in item else _shown_by(item)


def _shown_by(item: pikepdf.Object) -> list[pikepdf.Object]:
    """The contents that show what this is: its own, or those of a font's glyphs."""
    from pikepdf import Dictionary, Stream

    if isinstance(item, Stream):
        return [] if str(item.get("/Subtype")) == "/Image" else [item]
    glyphs = item.get("/CharProcs")
    if not isinstance(glyphs, Dictionary):
        return []
    return [glyph for _, glyph in glyphs.items() if isinstance(glyph, Stream)]


def _below(kept: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Streams and fonts that these resources hold."""
    from pikepdf import Dictionary, Stream

    for category in ("/XObject", "/Pattern", "/Font"):
        for _, item in kept.get(category, Dictionary()).items():
            if isinstance(item, Stream) or (category == "/Font" and isinstance(item, Dictionary)):
                yield item
    for _, state in kept.get("/ExtGState", Dictionary()).items():
        mask = state.get("/SMask") if isinstance(state, Dictionary) else None
        if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
            yield mask.G


def _colours(resources: pikepdf.Object, kept: pikepdf.Object) -> None:
    """Colour spaces that pictures call by name, as some writers have them."""
    from pikepdf import Dictionary, Name

    held = resources.get("/ColorSpace")
    if not isinstance(held, Dictionary):
        return
    for _, item in kept.get("/XObject", Dictionary()).items():
        called = item.get("/ColorSpace")
        if isinstance(called, Name) and str(called) in held:
            if "/ColorSpace" not in kept:
                kept.ColorSpace = Dictionary()
            kept.ColorSpace[str(called)] = held[str(called)]


def _only_its_own(item: pikepdf.Object) -> None:
    """Take out of the dictionary of a stream or font what does not shape it."""
    from pikepdf import Array, Dictionary, Stream

    if not isinstance(item, Stream):
        below = item.get("/DescendantFonts")
        descendants = list(below) if isinstance(below, Array) else []
        for part in [item, *descendants, *[font.get("/FontDescriptor") for font in [item, *descendants]]]:
            if isinstance(part, Dictionary):
                _keep(part, _OF_FONT)
        return
    if "/PatternType" in item:
        _keep(item, _OF_STREAM + _OF_PATTERN)
    elif str(item.get("/Subtype")) == "/Image":
        _keep(item, _OF_STREAM + _OF_IMAGE)
        for mask in (item.get("/SMask"), item.get("/Mask")):
            if isinstance(mask, Stream):
                _keep(mask, _OF_STREAM + _OF_IMAGE)
    else:
        _keep(item, _OF_STREAM + _OF_FORM)
        if isinstance(item.get("/Group"), Dictionary):
            _keep(item.Group, ("/Type", *_OF_GROUP))


def _keep(item: pikepdf.Object, known: tuple[str, ...]) -> None:
    for key in [key for key in item.keys() if key not in known]:  # noqa: SIM118  (not a dict)
        del item[key]


# ---------------------------------------------------------------- names


def names(content: pikepdf.Object) -> Names:
    """What a content stream names; of one that cannot be parsed, every name in it for every category."""
    from pikepdf import PdfError, parse_content_stream

    found: dict[str, set[str]] = defaultdict(set)
    found["/ColorSpace"].update(_UNSAID)
    try:
        for step in parse_content_stream(content, _OPERATORS):
            operator = str(step.operator)
            if operator == _IN_PLACE:
                found["/ColorSpace"] |= _names_of([step.operands[0].obj.get("/ColorSpace")])
            else:
                found[_NAMED_BY.get(operator, "/Properties")] |= _names_of(step.operands)
    except (PdfError, ValueError, TypeError, AttributeError, NotImplementedError):
        every = {_unescaped(name) for name in _NAME.findall(content.read_bytes())}
        return dict.fromkeys(_NAMED_BY.values(), every)
    return found


def _names_of(operands: Iterable[pikepdf.Object | None]) -> set[str]:
    from pikepdf import Name

    return {str(operand) for operand in operands if isinstance(operand, Name)}


def _unescaped(name: bytes) -> str:
    return _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), name).decode("utf-8", "replace")
