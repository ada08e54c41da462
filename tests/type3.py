"""PDFs whose letters are pictures, as TeX makes them, in fonts whose boxes may be wrong."""

from __future__ import annotations

import io
from importlib.resources import files

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

Four = tuple[float, float, float, float]
_SIZE = 100  # units, and pixels, to the em
_TO_UNICODE = """\
/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange 95 beginbfchar
%s
endbfchar endcmap end end"""


def type3_page(
    lines: list[str], *, box: Four | None = None, room: Four = (0, -25, 100, 100), coloured: bool = False
) -> bytes:
    """A page with these lines, every second one in a Type 3 font.

    `box` is what each letter says it fills (its own where None), `room` what the font says; a coloured letter
    says nothing.
    """
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(H=helvetica, T=_font(pdf, box, room, coloured=coloured)))
    shown = (
        f"/{'HT'[at % 2]} 12 Tf 1 0 0 1 72 {700 - 30 * at} Tm ({line}) Tj" for at, line in enumerate(lines)
    )
    page.Contents = pdf.make_stream(f"BT {' '.join(shown)} ET".encode())
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


def _font(pdf: pikepdf.Pdf, box: Four | None, room: Four, *, coloured: bool) -> pikepdf.Object:
    vera = ImageFont.truetype(str(files("reportlab") / "fonts" / "Vera.ttf"), _SIZE)
    drawings, widths, names = Dictionary(), [], Array([32])
    for code in range(32, 127):
        width = round(vera.getlength(chr(code)))
        drawings[f"/c{code}"] = pdf.make_stream(_drawing(vera, chr(code), width, box, coloured=coloured))
        widths.append(width)
        names.append(Name(f"/c{code}"))
    told = "\n".join(f"<{code:02X}> <{code:04X}>" for code in range(32, 127))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array(list(room)),
            FontMatrix=Array([1 / _SIZE, 0, 0, 1 / _SIZE, 0, 0]),
            CharProcs=drawings,
            Encoding=Dictionary(Type=Name.Encoding, Differences=names),
            FirstChar=32,
            LastChar=126,
            Widths=Array(widths),
            Resources=Dictionary(),
            ToUnicode=pdf.make_stream((_TO_UNICODE % told).encode()),
        )
    )


def _drawing(
    vera: ImageFont.FreeTypeFont, char: str, width: int, box: Four | None, *, coloured: bool
) -> bytes:
    x0, y0, x1, y1 = (round(edge) for edge in vera.getbbox(char, anchor="ls"))
    told = " ".join(f"{edge:g}" for edge in box or (x0, -y1, x1, -y0))
    head = f"{width} 0 d0\n" if coloured else f"{width} 0 {told} d1\n"
    if char == " ":
        return head.encode()
    dots = Image.new("1", (x1 - x0, y1 - y0), 1)
    ImageDraw.Draw(dots).text((-x0, -y0), char, font=vera, fill=0, anchor="ls")
    placed = (
        f"q {x1 - x0} 0 0 {y1 - y0} {x0} {-y1} cm BI /W {dots.width} /H {dots.height} /BPC 1 /IM true ID "
    )
    return head.encode() + placed.encode() + dots.tobytes() + b"\nEI Q\n"
