"""The chips that sit in wristbands and bar clips, by their data sheets.

Offsets and biases are given as one standard deviation between units, taken as half of the data sheet's "typical"
limit; a copy of the chip is drawn from them once a recording.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorModel:
    """One kind of MEMS sensor.

    Parameters
    ----------
    name : of the chip.
    acc_noise_ug_rthz, gyr_noise_mdps_rthz : white noise density [micro-g, milli-deg/s per root Hz]; 0 = none.
    acc_offset_sd_mg, gyr_bias_sd_dps : constant error, one SD between units and axes [milli-g, deg/s].
    acc_scale_sd_frac, gyr_scale_sd_frac : sensitivity error, one SD [1].
    cross_axis_sd_frac : how much one axis leaks into another, one SD [1]; 1-2 % typical.
    acc_wander_mg_rts, gyr_wander_dps_rts : random walk of the bias [milli-g, deg/s per root second].
    acc_range_g, gyr_range_dps : values beyond are clipped [g, deg/s].
    bits : of the converter; the range is cut into 2**bits steps.
    low_pass_frac : corner of the on-chip second-order low-pass over the output rate [1]; its delay comes with it.
    odr_error_sd_frac : how far the true output rate of a unit is off, one SD [1]; 1-5 % per unit at worst.
    """

    name: str
    acc_noise_ug_rthz: float
    gyr_noise_mdps_rthz: float
    acc_offset_sd_mg: float
    gyr_bias_sd_dps: float
    acc_scale_sd_frac: float
    gyr_scale_sd_frac: float
    cross_axis_sd_frac: float = 0.007
    acc_wander_mg_rts: float = 0.05
    gyr_wander_dps_rts: float = 0.005
    acc_range_g: float = 16.0
    gyr_range_dps: float = 2000.0
    bits: int = 16
    low_pass_frac: float = 0.4
    odr_error_sd_frac: float = 0.01


LSM6DSOX: Final = SensorModel(
    name="LSM6DSOX",
    acc_noise_ug_rthz=70.0,
    gyr_noise_mdps_rthz=3.8,
    acc_offset_sd_mg=10.0,
    gyr_bias_sd_dps=0.5,
    acc_scale_sd_frac=0.005,
    gyr_scale_sd_frac=0.005,
)
LSM6DS3: Final = SensorModel(
    name="LSM6DS3",
    acc_noise_ug_rthz=90.0,
    gyr_noise_mdps_rthz=5.5,
    acc_offset_sd_mg=20.0,
    gyr_bias_sd_dps=3.0,
    acc_scale_sd_frac=0.005,
    gyr_scale_sd_frac=0.005,
)
BMI270: Final = SensorModel(
    name="BMI270",
    acc_noise_ug_rthz=160.0,
    gyr_noise_mdps_rthz=7.0,
    acc_offset_sd_mg=10.0,
    gyr_bias_sd_dps=0.25,
    acc_scale_sd_frac=0.002,
    gyr_scale_sd_frac=0.002,
)
ICM_42688_P: Final = SensorModel(
    name="ICM-42688-P",
    acc_noise_ug_rthz=67.0,
    gyr_noise_mdps_rthz=2.8,
    acc_offset_sd_mg=10.0,
    gyr_bias_sd_dps=0.25,
    acc_scale_sd_frac=0.0025,
    gyr_scale_sd_frac=0.0025,
)
ICM_20948: Final = SensorModel(
    name="ICM-20948",
    acc_noise_ug_rthz=230.0,
    gyr_noise_mdps_rthz=15.0,
    acc_offset_sd_mg=25.0,
    gyr_bias_sd_dps=2.5,
    acc_scale_sd_frac=0.0075,
    gyr_scale_sd_frac=0.0075,
)
MPU_6050: Final = SensorModel(
    name="MPU-6050",
    acc_noise_ug_rthz=400.0,
    gyr_noise_mdps_rthz=5.0,
    acc_offset_sd_mg=40.0,
    gyr_bias_sd_dps=10.0,
    acc_scale_sd_frac=0.015,
    gyr_scale_sd_frac=0.015,
    cross_axis_sd_frac=0.01,
)
IDEAL: Final = SensorModel(
    name="ideal",
    acc_noise_ug_rthz=0.0,
    gyr_noise_mdps_rthz=0.0,
    acc_offset_sd_mg=0.0,
    gyr_bias_sd_dps=0.0,
    acc_scale_sd_frac=0.0,
    gyr_scale_sd_frac=0.0,
    cross_axis_sd_frac=0.0,
    acc_wander_mg_rts=0.0,
    gyr_wander_dps_rts=0.0,
    acc_range_g=200.0,
    gyr_range_dps=20000.0,
    bits=32,
    low_pass_frac=0.0,
    odr_error_sd_frac=0.0,
)
"""No error at all: for tests that hold the motion itself to physics. `low_pass_frac` 0 = no filter."""

SENSORS: Final = MappingProxyType(
    {model.name: model for model in (LSM6DSOX, LSM6DS3, BMI270, ICM_42688_P, ICM_20948, MPU_6050, IDEAL)}
)
"""All sensor models by name."""
