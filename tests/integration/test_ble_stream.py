"""The real bleak client against virtual sensors over the whole stack: nothing lost, nothing altered."""

import asyncio
import contextlib
import os
from pathlib import Path

import numpy as np
import pytest
from bleak import BleakClient, BleakScanner
from bleak.exc import BleakGATTProtocolError
from blockbuster import blockbuster_ctx

from firmware_sim.ble.air import Air
from firmware_sim.ble.motion import Motion
from firmware_sim.session import simulate
from firmware_sim.spec import SessionSpec
from sensing.ble.client import ClientParams, SensorClient
from sensing.ble.events import SensorConnected, StreamMeasured
from sensing.ble.link import BATTERY_LEVEL
from sensing.ble.scan import Backends, find, scan
from sensing.ble.timings import LinkTimings
from sensing.decoders.lastrep import CONTROL
from sensing.decoders.profile import Wanted
from sensing.engine import Engine
from sensing.errors import LinkError, LinkReason
from sensing.events import SetCompleted
from sensing.importers import read_recording
from sensing.samples import Recording
from sensing.session import analyze
from server.recorder import Recorder
from tests.support.bluetooth import QUICK, Heard, Setting, as_the_wire_carries, listen, on_the_air

INSTANT = Air(interval_s=0.0)
OTHER_MAKES = ["movesense", "witmotion", "polar", "polar-h10"]
ROW = Path(__file__).parents[2] / "datasets/simulated/row-bar.csv.gz"


@pytest.fixture(scope="module")
def row() -> Recording:
    return read_recording(ROW)


@pytest.fixture(scope="module")
def session() -> Recording:
    spec = SessionSpec(exercise="bench", seed=11, reps=4, load_frac=0.7, rate_hz=200.0)
    return as_the_wire_carries(simulate(spec).recording, 200.0)


async def test_a_whole_session_at_200_hz_arrives_to_the_last_sample(session: Recording) -> None:
    # Eight times as fast, so 1600 samples a second; the sensor does not wait for the link.
    last_s = float(session.samples.t_s[-1])
    heard = await listen(session, Setting(speed=8.0, air=INSTANT), until_s=last_s, wanted=Wanted(rate_hz=200))
    count = len(session.samples)
    assert (heard.tally.missing, heard.tally.damaged, heard.stats["queue_full"]) == (0, 0, 0)
    np.testing.assert_allclose(heard.t_s[:count], session.samples.t_s, atol=1e-9)
    np.testing.assert_allclose(heard.acc_mps2[:count], session.samples.acc_mps2, atol=1e-12)
    assert len(analyze(session).sets[0].reps) == 4


async def test_events_over_the_air_equal_those_of_the_replayed_file(session: Recording, tmp_path: Path) -> None:
    file = Recorder(tmp_path / "lifted.csv", gyroscope=True)
    file.append(session.samples)
    file.close()
    replayed = Engine(exercise="bench")
    recording = read_recording(tmp_path / "lifted.csv")
    wanted = [event for block in recording.samples.blocks(10) for event in replayed.push(block)] + replayed.finish()

    last_s = float(session.samples.t_s[-1])
    setting = Setting(speed=8.0, air=INSTANT, fast_ppm=-40)
    heard = await listen(session, setting, until_s=last_s, wanted=Wanted(rate_hz=200))
    live, recorder = Engine(exercise="bench"), Recorder(tmp_path / "live.csv", gyroscope=None)
    left = len(session.samples)
    got = []
    for block in heard.blocks:
        lifted = block.slice(0, max(0, min(left, len(block))))
        left -= len(block)
        got += live.push(recorder.keep(lifted)) if len(lifted) else []
    recorder.close()
    assert got + live.finish() == wanted
    # And what was recorded on the way is the file itself.
    assert (tmp_path / "live.csv").read_bytes() == (tmp_path / "lifted.csv").read_bytes()
    assert any(isinstance(event, SetCompleted) for event in wanted)


@pytest.fixture(scope="module")
def heard_of(row: Recording) -> dict[str, Heard]:
    """One sensor of each other make, all at the same time.

    At half the usual speed, as one process plays them all: what it loses to other programs is not the sensors' jitter.
    """

    async def hear() -> dict[str, Heard]:
        heard = await asyncio.gather(*(listen(row, Setting(make=make, speed=0.5), until_s=3.5) for make in OTHER_MAKES))
        return dict(zip(OTHER_MAKES, heard, strict=True))

    return asyncio.run(hear())


@pytest.mark.parametrize("make", OTHER_MAKES)
def test_each_make_is_read_as_its_maker_says(row: Recording, heard_of: dict[str, Heard], make: str) -> None:
    heard = heard_of[make]
    (connected,) = heard.of(SensorConnected)
    assert isinstance(connected, SensorConnected)
    assert connected.kind == make.split("-")[0]
    assert connected.battery_frac == pytest.approx(0.87, abs=0.03)
    assert connected.firmware == "0.1.0"
    assert (heard.tally.missing, heard.tally.damaged) == (0, 0)
    # What was felt, in the sensor's own steps, at the sensor's own rate.
    rate_hz = connected.stated_rate_hz
    acc_g, _ = Motion(row).at(np.arange(len(heard.t_s) + 1) / rate_hz)
    first = 1 if make == "witmotion" else 0  # one sample at 10 Hz came before the rate was set
    step_g = 0.001 if make.startswith("polar") else 16 / 32768
    error_g = np.abs(heard.acc_mps2 / 9.80665 - acc_g[: len(heard.t_s)])
    if not first:
        assert error_g.max() <= step_g / 2 + 1e-6
        np.testing.assert_allclose(heard.t_s, np.arange(len(heard.t_s)) / rate_hz, atol=0.002)
    assert np.abs(np.diff(heard.t_s)[1:] * rate_hz - 1).max() < 0.05


async def test_the_sensor_says_what_it_really_does(row: Recording) -> None:
    setting = Setting(faults=["rate=26", "battery=0.04"], speed=4, air=INSTANT)
    heard = await listen(row, setting, until_s=7.0)
    (connected,) = heard.of(SensorConnected)
    measured = heard.of(StreamMeasured)[-1]
    assert isinstance(connected, SensorConnected)
    assert isinstance(measured, StreamMeasured)
    assert (connected.battery_frac, connected.stated_rate_hz) == (0.04, 100.0)
    assert measured.rate_hz == pytest.approx(26, rel=0.01)
    assert measured.jitter_s is not None
    np.testing.assert_allclose(np.diff(heard.t_s), 1 / 26, rtol=1e-3)


async def test_a_sensor_that_is_too_slow_is_refused(row: Recording) -> None:
    timings = LinkTimings(choose_s=0.05, judged_s=1.0, silence_s=5.0)
    with pytest.raises(LinkError, match=r"sends 5\.\d samples per second, at least 10") as refused:
        await listen(row, Setting(faults=["rate=5"]), until_s=30, timings=timings)
    assert refused.value.reason is LinkReason.TOO_SLOW


async def test_an_impossible_order_is_refused_by_the_sensor(row: Recording) -> None:
    async with on_the_air(row, Setting(air=INSTANT)) as (_, backends):
        found = await find(None, backends, QUICK)
        async with BleakClient(found.device, **backends.for_client) as client:
            for order in (b"\x01\x63\x00\x05\x01", b"\x01\x64\x00\xff\x01", b"\x01\x64\x00\x00\x01", b"\x09"):
                with pytest.raises(BleakGATTProtocolError) as refused:
                    await client.write_gatt_char(CONTROL, order, response=True)
                assert refused.value.code == 0x13
            assert await client.read_gatt_char(BATTERY_LEVEL) == b"\x57"
        assert not client.is_connected


async def test_a_scan_tells_kind_and_strength_and_finds_by_name_or_address(row: Recording) -> None:
    async with on_the_air(row, Setting(make="witmotion", air=INSTANT)) as (_, backends):
        (seen,) = await scan(0.4, backends)
        assert (seen.name, seen.profile.kind) == ("WT901", "witmotion")
        assert -120 < seen.rssi_dbm < 0
        for wanted in ("wt901", seen.address.lower()):
            assert (await find(wanted, backends, QUICK)).address == seen.address
        with pytest.raises(LinkError) as missing:
            await find("another", backends, LinkTimings(scan_s=0.3))
        assert missing.value.reason is LinkReason.NOT_FOUND


async def test_nothing_of_ours_blocks_the_event_loop(row: Recording) -> None:
    with blockbuster_ctx("sensing"):
        heard = await listen(row, Setting(), until_s=1.0)
    assert heard.tally.samples > 100


async def test_two_clients_one_after_the_other_find_the_sensor_ready(row: Recording) -> None:
    async with on_the_air(row, Setting(air=INSTANT)) as (sensor, backends):
        for _ in range(2):
            client = SensorClient(ClientParams(backends=backends, timings=QUICK))
            async with contextlib.aclosing(client.items()) as items:
                async for item in items:
                    if not isinstance(item, SensorConnected):
                        break
            assert sensor.order is None
    assert sensor.stats["connections"] == 2


async def test_a_connection_that_is_given_up_leaves_the_adapter_usable(row: Recording) -> None:
    async with on_the_air(row, Setting(air=INSTANT)) as (_, backends):
        found = await find(None, backends, QUICK)
        ghost = Backends(client=backends.client)
        # The sensor is taken by one client; it does not advertise, so that another waits in vain.
        async with BleakClient(found.device, **backends.for_client):
            with pytest.raises(TimeoutError):
                await BleakClient(found.device, timeout=0.3, **ghost.for_client).connect()
        device = await BleakScanner.find_device_by_address(found.address, timeout=5, **backends.for_scanner)
        assert device is not None
        async with BleakClient(device, **backends.for_client) as client:
            assert client.is_connected


async def test_without_bluetooth_the_first_line_says_so() -> None:
    if os.environ.get("DBUS_SYSTEM_BUS_ADDRESS"):
        pytest.skip("this computer may have a Bluetooth of its own")
    client = SensorClient(ClientParams(timings=LinkTimings(scan_s=0.2, first_wait_s=0.01, first_attempts=1)))
    with pytest.raises(LinkError) as refused:
        await asyncio.wait_for(anext(client.items()), 10)
    assert refused.value.reason in (LinkReason.NO_BLUETOOTH, LinkReason.NOT_FOUND)
