"""Resources of an original page without what acts, tells or leads elsewhere, and with layers as shown."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packetizer.packet.originals.jpeg import picture_only

if TYPE_CHECKING:
    import pikepdf
    from pikepdf import ContentStreamInlineImage, ContentStreamInstruction

# Of what a content stream can name, all that shapes the page.
_CATEGORIES = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/Properties")

# In the dictionary of any stream: external data and files, other pages' content, private data, the document's
# structure, print-only alternates, PostScript. PDF 32000-1, 7.3.8.2, 8.9.5, 8.10.4, 14.
_STREAM_EXTRAS = (
    "/F",
    "/FFilter",
    "/FDecodeParms",
    "/Ref",
    "/AF",
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/StructParent",
    "/StructParents",
    "/OPI",
    "/Alternates",
    "/Measure",
    "/PtData",
    "/PS",
    "/OC",
)
_SHOW_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_INVISIBLE = 3  # text rendering mode
DEEPEST = 24  # forms in forms
MOST_BYTES = 500_000_000  # that a packed JPEG may unpack to


class Layers:
    """Optional content that the file hides when it is opened."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._hidden = frozenset(_hidden_groups(pdf))

    def __bool__(self) -> bool:
        return bool(self._hidden)

    def hides(self, group: pikepdf.Object | None) -> bool:
        """Whether content of this group, or membership of groups, is not shown."""
        if group is None or not self._hidden or group.get("/Type") is None:
            return False
        if str(group.Type) != "/OCMD":
            return group.objgen in self._hidden
        members = group.get("/OCGs")
        listed = [] if members is None else list(members) if _is_array(members) else [members]
        hidden = [member.objgen in self._hidden for member in listed]
        policy = str(group.get("/P", "/AnyOn"))
        shown = {
            "/AllOn": not any(hidden),
            "/AnyOff": any(hidden),
            "/AllOff": all(hidden),
        }.get(policy, not all(hidden) or not hidden)
        return bool(hidden) and not shown


def _is_array(item: pikepdf.Object) -> bool:
    from pikepdf import Array

    return isinstance(item, Array)


def _hidden_groups(pdf: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    properties = pdf.Root.get("/OCProperties")
    if properties is None or "/D" not in properties:
        return
    default = properties.D
    off = {group.objgen for group in default.get("/OFF", [])}
    if str(default.get("/BaseState", "/ON")) == "/OFF":
        on = {group.objgen for group in default.get("/ON", [])}
        off |= {group.objgen for group in properties.get("/OCGs", [])} - on
    yield from off


def tidy(
    pdf: pikepdf.Pdf,
    form: pikepdf.Object,
    layers: Layers,
    done: set[tuple[int, ...]],
    *,
    drop_hidden_text: bool,
    depth: int = 0,
) -> None:
    """Clean a content stream and all it can reach, in place. `done`: shared objects seen so far, and how."""
    from pikepdf import Dictionary, Stream

    resources = form.get("/Resources")
    if layers or drop_hidden_text:
        _rewrite(form, layers, drop_hidden_text)
    _strip_stream(form)
    if not isinstance(resources, Dictionary) or depth > DEEPEST:
        return
    form.Resources = resources = Dictionary(dict(resources.items()))  # others may hold the same one
    for category in [key for key in resources.keys() if key not in _CATEGORIES]:  # noqa: SIM118  (not a dict)
        del resources[category]
    if "/Properties" in resources:
        resources.Properties = Dictionary({name: Dictionary() for name in resources.Properties.keys()})  # noqa: SIM118
    for holder, name, stream in list(streams(resources)):
        if layers.hides(stream.get("/OC")) or str(stream.get("/Subtype")) == "/PS":
            holder[name] = _nothing(pdf)
        elif (seen := (*stream.objgen, int(drop_hidden_text))) not in done:
            done.add(seen)
            if isinstance(stream, Stream):
                tidy(pdf, stream, layers, done, drop_hidden_text=drop_hidden_text, depth=depth + 1)


def streams(resources: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, str, pikepdf.Object]]:
    """Every stream that these resources name, with the dictionary and the name that hold it."""
    from pikepdf import Dictionary, Stream

    for category in ("/XObject", "/Pattern"):
        held = resources.get(category)
        if isinstance(held, Dictionary):
            yield from ((held, name, item) for name, item in held.items() if isinstance(item, Stream))
    for state in _values(resources.get("/ExtGState")):
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
            yield mask, "/G", mask.G
    for font in _values(resources.get("/Font")):
        glyphs = font.get("/CharProcs")
        if isinstance(glyphs, Dictionary):
            yield from ((glyphs, name, item) for name, item in glyphs.items() if isinstance(item, Stream))


def _values(held: pikepdf.Object | None) -> Iterable[pikepdf.Object]:
    from pikepdf import Dictionary

    return (
        [item for _, item in held.items() if isinstance(item, Dictionary)]
        if isinstance(held, Dictionary)
        else []
    )


def _nothing(pdf: pikepdf.Pdf) -> pikepdf.Object:
    from pikepdf import Array, Name

    return pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))


def _strip_stream(stream: pikepdf.Object) -> None:
    from pikepdf import Name

    for key in _STREAM_EXTRAS:
        if key in stream:
            del stream[key]
    if str(stream.get("/Subtype")) == "/Image":
        mask = stream.get("/SMask")
        if mask is not None:
            _strip_stream(mask)
        if (jpeg := _jpeg(stream)) is not None:
            clean = picture_only(jpeg.data)
            if len(clean) < len(jpeg.data):
                stream.write(clean, filter=Name.DCTDecode, decode_parms=jpeg.parameters)


@dataclass(frozen=True, slots=True)
class _Jpeg:
    data: bytes
    parameters: pikepdf.Dictionary | None  # how it is decoded, beside what it says itself


def _jpeg(stream: pikepdf.Object) -> _Jpeg | None:
    """The JPEG that a picture is, also one that was packed once more; None for anything else."""
    from pikepdf import Dictionary

    filters, parameters = (_listed(stream.get(key)) for key in ("/Filter", "/DecodeParms"))
    *before, last = [str(one) for one in filters] or [""]
    own = parameters[-1] if len(parameters) == len(filters) and parameters else None
    if last not in ("/DCTDecode", "/DCT") or any(one not in ("/FlateDecode", "/Fl") for one in before):
        return None
    if any(isinstance(one, Dictionary) and "/Predictor" in one for one in parameters):
        return None
    data = stream.read_raw_bytes()
    for _ in before:
        unpacked = zlib.decompressobj()
        data = unpacked.decompress(data, MOST_BYTES)
        if not unpacked.eof:
            return None
    return _Jpeg(data, own if isinstance(own, Dictionary) else None)


def _listed(item: pikepdf.Object | None) -> list[pikepdf.Object]:
    return [] if item is None else list(item) if _is_array(item) else [item]


# ---------------------------------------------------------------- content


def _rewrite(form: pikepdf.Object, layers: Layers, drop_hidden_text: bool) -> None:
    """Leave out what a hidden layer holds, and text that is never painted where it was read anew."""
    from pikepdf import parse_content_stream, unparse_content_stream

    if str(form.get("/Subtype")) != "/Form":
        return
    groups = _named_groups(form)
    kept: list[ContentStreamInstruction | ContentStreamInlineImage] = []
    modes, mode = [0], 0  # text rendering, as saved by q and as it is
    marks: list[bool] = []  # of marked content that is open: whether it is hidden
    dropped = False
    for step in parse_content_stream(form):
        name = str(step.operator)
        if name in ("BDC", "BMC"):
            marks.append(name == "BDC" and layers.hides(groups.get(str(step.operands[1]))))
        elif name == "q":
            modes.append(mode)
        elif name == "Q":
            mode = modes.pop() if modes else 0
        elif name == "Tr":
            mode = int(step.operands[0])
        unseen = drop_hidden_text and name in _SHOW_TEXT and mode == _INVISIBLE
        if any(marks) or unseen:
            dropped = True
        else:
            kept.append(step)
        if name == "EMC" and marks:
            marks.pop()
    if dropped:
        form.write(unparse_content_stream(kept))


def _named_groups(form: pikepdf.Object) -> dict[str, pikepdf.Object]:
    """What `/OC /Name BDC` of this content stream refers to."""
    from pikepdf import Dictionary

    resources = form.get("/Resources")
    held = resources.get("/Properties") if isinstance(resources, Dictionary) else None
    return dict(held.items()) if isinstance(held, Dictionary) else {}
