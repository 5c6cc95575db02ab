"""The parts of the Bluetooth client that need no radio: waits, faults, and each sensor's module on a scripted link."""

import random
import struct
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pytest
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from firmware_sim.ble.faults import Moment, parse_faults
from firmware_sim.ble.firmware import to_integers
from firmware_sim.ble.sensor import random_address
from sensing.ble.backoff import BackOff
from sensing.ble.client import ClientParams, SensorClient
from sensing.ble.envelope import EnvelopeParams
from sensing.ble.events import BatteryRead
from sensing.ble.scan import _Search, recognise
from sensing.ble.tally import Tally
from sensing.ble.timings import LinkTimings
from sensing.decoders import profile_for, profiles
from sensing.decoders.metamotion import COMMAND
from sensing.decoders.movesense import WRITE as MOVESENSE_WRITE
from sensing.decoders.polar import CONTROL as POLAR_CONTROL
from sensing.decoders.profile import Wanted, nearest_rate_hz
from sensing.decoders.witmotion import OTHER_WRITE, WRITE
from sensing.errors import LinkError, LinkReason
from sensing.samples import ImuBlock

Answer = TypeVar("Answer")


class ScriptedLink:
    """Answers as it was told to, and remembers what was written."""

    payload_bytes = 244

    def __init__(self, answers: dict[bytes, bytes], *, missing: str = "") -> None:
        self._answers, self._missing = answers, missing
        self.written: list[tuple[str, str]] = []

    def has(self, uuid: str) -> bool:
        return uuid != self._missing

    async def read(self, uuid: str) -> bytes:
        assert uuid
        return self._answers[b"read"]

    async def write(self, uuid: str, data: bytes, *, response: bool = True) -> None:
        assert response in (True, False)
        self.written.append((uuid, data.hex()))

    async def ask(
        self, uuid: str, data: bytes, answer: Callable[[bytes], Answer | None], *, response: bool = True
    ) -> Answer | None:
        await self.write(uuid, data, response=response)
        told = self._answers.get(data)
        return None if told is None else answer(told)


async def test_metamotion_is_started_with_the_bytes_of_its_maker() -> None:
    link = ScriptedLink({})
    stream = await profile_for("metamotion").start(link, Wanted(rate_hz=200))
    assert [data for uuid, data in link.written if uuid == COMMAND][1:] == ["03032908", "031c01", "03020100", "030101"]
    assert stream.rate_hz == 200
    link = ScriptedLink({b"\x03\x80": b"\x03\x80\x04\x00"})
    await profile_for("metamotion").start(link, Wanted(rate_hz=200))
    assert [data for _, data in link.written][1:3] == ["0303a902", "030501"]
    assert await profile_for("metamotion").battery_frac(ScriptedLink({b"\x11\x8c": b"\x11\x8c\x2a\x10\x0e"})) == 0.42


@pytest.mark.parametrize("missing", ["", WRITE])
async def test_witmotion_is_unlocked_and_set_by_either_of_its_characteristics(missing: str) -> None:
    answer = bytes([0x55, 0x71, 0x64, 0x00]) + struct.pack("<8H", 379, *[0] * 7)
    link = ScriptedLink({bytes.fromhex("ffaa276400"): answer}, missing=missing)
    stream = await profile_for("witmotion").start(link, Wanted(rate_hz=100))
    assert stream.rate_hz == 100
    assert await profile_for("witmotion").battery_frac(link) == pytest.approx(0.5)
    uuid = OTHER_WRITE if missing else WRITE
    assert link.written == [(uuid, data) for data in ("ffaa6988b5", "ffaa030900", "ffaa276400")]


async def test_movesense_is_subscribed_to_its_path_and_a_refusal_is_told() -> None:
    path = b"\x01\x63/Meas/IMU6/104"
    link = ScriptedLink({path: b"\x01\x63\xc8\x00"})
    stream = await profile_for("movesense").start(link, Wanted(rate_hz=100))
    assert link.written == [(MOVESENSE_WRITE, path.hex())]
    assert stream.rate_hz == 104
    with pytest.raises(LinkError, match="status 404"):
        await profile_for("movesense").start(ScriptedLink({path: b"\x01\x63\x94\x01"}), Wanted(rate_hz=100))


async def test_a_slow_polar_is_put_into_sdk_mode_and_its_factor_is_used() -> None:
    slow = b"\xf0\x01\x02\x00\x00" + bytes.fromhex("000134000101100002010800040103")
    fast = b"\xf0\x04\x02\x00\x00" + bytes.fromhex("00023400d0000101100002010800040103")
    start = bytes.fromhex("02020001d0000101100002010800040103")
    link = ScriptedLink(
        {
            b"\x01\x02": slow,
            b"\x02\x09": b"\xf0\x02\x09\x00\x00",
            b"\x04\x02": fast,
            start: b"\xf0\x02\x02\x00\x00\x05\x01" + struct.pack("<f", 0.5),
        }
    )
    stream = await profile_for("polar").start(link, Wanted(rate_hz=100))
    assert stream.rate_hz == 208
    assert [data for uuid, data in link.written if uuid == POLAR_CONTROL] == ["0102", "0209", "0402", start.hex()]
    (frame,) = stream.decoder.feed(b"\x02" + bytes(8) + b"\x81" + struct.pack("<3h", 1000, 0, -1000))
    np.testing.assert_allclose(frame.acc_mps2, [[0.5 * 9.80665, 0, -0.5 * 9.80665]], rtol=1e-6)
    with pytest.raises(LinkError) as refused:
        await profile_for("polar").start(ScriptedLink({b"\x01\x02": slow}), Wanted(rate_hz=50))
    assert refused.value.reason is LinkReason.REFUSED


async def test_a_board_that_describes_itself_wrongly_is_refused() -> None:
    with pytest.raises(LinkError, match="version 7"):
        await profile_for("lastrep").start(ScriptedLink({b"read": b"\x07" + bytes(13)}), Wanted())


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.kind)
def test_each_kind_is_recognised_by_its_service_and_its_name(profile: object) -> None:
    known = {one.kind: one for one in profiles()}
    for one in known.values():
        assert recognise(None, [one.services[0].upper()]) is one
        for name in one.names:
            assert recognise(f"{name} 1234", []) is one
    assert recognise("Kitchen lamp", ["0000180f-0000-1000-8000-00805f9b34fb"]) is None


def test_a_name_that_would_write_over_the_terminal_is_made_harmless() -> None:
    search = _Search(None)
    device = BLEDevice("C0:00", None, None)
    data = AdvertisementData("WT\x1b[2J\n" + 90 * "x", {}, {}, [], None, -60, ())
    search(device, data)
    (found,) = search.ranked()
    assert found.name == "WT[2J" + 35 * "x"


async def test_what_came_before_a_failure_is_told_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    client = SensorClient(ClientParams(timings=LinkTimings(backlog=3)))
    events = [BatteryRead(battery_frac=number / 10) for number in range(5)]

    async def fail() -> None:
        for event in events:
            client._put(event)
        raise LinkError(LinkReason.TOO_SLOW, "too slow")

    monkeypatch.setattr(client, "_keep_streaming", fail)
    told: list[object] = []

    async def take_all() -> None:
        async for item in client.items():
            told.append(item)  # noqa: PERF401  a comprehension would lose all to the failure

    with pytest.raises(LinkError, match="too slow"):
        await take_all()
    # And no more than the backlog, the newest, is ever held.
    assert told == events[2:]


async def test_what_nobody_took_is_counted() -> None:
    client = SensorClient(ClientParams(timings=LinkTimings(backlog=2)))
    for start in range(3):
        client._put(ImuBlock(t_s=start + np.arange(4) / 10, acc_mps2=np.ones((4, 3))))
    assert client.tally.missing == 4


def test_waits_double_up_to_the_longest_and_begin_anew_after_success() -> None:
    waits = BackOff(LinkTimings(), random.Random(1))
    taken = [waits.next_s() for _ in range(9)]
    for wait_s, plain_s in zip(taken, [0.25, 0.5, 1, 2, 4, 8, 8, 8, 8], strict=True):
        assert 0.8 * plain_s <= wait_s <= 1.2 * plain_s
    waits.reset()
    assert waits.next_s() <= 0.3


@pytest.mark.parametrize("values", [{"silence_s": 0.0}, {"scan_s": -1.0}, {"first_wait_s": 9.0}, {"first_wait_s": 0.0}])
def test_senseless_waits_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(values))):
        LinkTimings(**values)  # type: ignore[arg-type]  # every value is a float


def test_senseless_envelopes_are_refused() -> None:
    with pytest.raises(ValueError, match="do not increase"):
        EnvelopeParams(bucket_s=20.0)
    with pytest.raises(ValueError, match="max_skew_frac"):
        EnvelopeParams(max_skew_frac=1.0)


def test_the_share_of_missing_samples_is_unknown_before_the_first() -> None:
    assert Tally().missing_frac is None
    assert Tally(samples=3, missing=1).missing_frac == 0.25


def test_the_nearest_rate_is_not_below_the_wanted_one() -> None:
    assert nearest_rate_hz([50, 100, 200], 60) == 100
    assert nearest_rate_hz([50, 100, 200], 500) == 200


def test_faults_are_read_and_bounded() -> None:
    faults = parse_faults(["burst@3:8", "burst@9.5:2", "battery=0.1"])
    assert faults.bursts == (Moment(at_s=3, size=8), Moment(at_s=9.5, size=2))
    assert faults.battery_frac == 0.1
    for text in ("drop", "drop=x", "drop@3", "link=3", "drop=2"):
        with pytest.raises(ValueError, match=text[:4]):
            parse_faults([text])


def test_a_converter_rounds_and_clips() -> None:
    assert to_integers(np.array([16.0, -16.0, 0.0003]), 16.0).tolist() == [32767, -32768, 1]


def test_a_static_address_has_its_two_highest_bits_set() -> None:
    for seed in range(50):
        assert int(random_address(seed)[:2], 16) >= 0xC0
    assert random_address(3) == random_address(3) != random_address(4)
