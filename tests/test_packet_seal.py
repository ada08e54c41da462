"""A packet with a password: opens by it alone, and is then what was proved."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest

from packetizer.errors import PacketizerError, UsageError
from packetizer.packet import seal as sealing
from packetizer.packet.options import PacketOptions
from packetizer.packet.seal import checked_password, seal
from tests.packet_files import born_digital, built, pdf, save, text_of

PHRASE = "Beispiel-Paßwort 42"


@pytest.fixture
def packet(tmp_path: Path) -> Path:
    save(pdf(b"BT /F 14 Tf 72 700 Td (held inside) Tj ET"), tmp_path / "a.pdf")
    file, _, _ = built(tmp_path, [born_digital("a.pdf")])
    return file


def test_it_opens_by_its_password_alone(packet: Path) -> None:
    before = [text_of(packet, page) for page in range(1, 4)]
    seal([packet], PHRASE)
    assert [file.name for file in packet.parent.iterdir()] == ["packet.pdf"]
    assert b"held inside" not in packet.read_bytes()
    for wrong in ("", "Beispiel"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(packet, password=wrong)
    with pikepdf.open(packet, password=PHRASE) as document:
        assert (document.encryption.R, document.encryption.bits) == (6, 256)
        assert document.encryption.stream_method.name == "aesv3"
        assert document.allow.print_highres
        assert document.allow.modify_assembly
        assert "Appeal packet" in str(document.docinfo.Title)
    assert "held inside" in pypdf.PdfReader(packet, password=PHRASE).pages[-1].extract_text()
    after = pypdfium2.PdfDocument(packet, password=PHRASE)
    assert [page.get_textpage().get_text_range() for page in after] == before
    after.close()


@pytest.mark.parametrize(
    ("password", "kept"),
    [
        pytest.param("correct horse", "correct horse", id="as it is"),
        pytest.param("pass\u0301wort1", "pas\u015bwort1", id="composed, as readers compose it"),
        pytest.param("full\uff37idth", "fullWidth", id="compatible forms"),
        pytest.param("short", None, id="too short"),
        pytest.param("", None, id="empty"),
        pytest.param("ü" * 64, None, id="more bytes than the format has"),
        pytest.param("tabs\tcannot be typed", None, id="not to be typed"),
    ],
)
def test_passwords(password: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(UsageError) as told:
            checked_password(password)
        assert not password or password not in str(told.value)
    else:
        assert checked_password(password) == kept


@pytest.mark.parametrize(
    ("lock", "told"),
    [
        pytest.param(
            lambda old, new, word: new.write_bytes(old.read_bytes()), "without its password", id="open"
        ),
        pytest.param(lambda old, new, word: new.write_bytes(old.read_bytes()[:900]), "not open", id="broken"),
    ],
)
def test_what_is_not_locked_is_not_sent(
    packet: Path, monkeypatch: pytest.MonkeyPatch, lock: object, told: str
) -> None:
    before = packet.read_bytes()
    monkeypatch.setattr(sealing, "_lock", lock)
    with pytest.raises(PacketizerError, match=told):
        seal([packet], PHRASE)
    assert packet.read_bytes() == before
    assert [file.name for file in packet.parent.iterdir()] == ["packet.pdf"]


def test_a_password_never_shows() -> None:
    assert PHRASE not in repr(PacketOptions(password=PHRASE))
