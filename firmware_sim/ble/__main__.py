"""Runs the virtual sensor."""

import sys

from firmware_sim.ble.process import main

sys.exit(main())
