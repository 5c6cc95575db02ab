"""Sensors over Bluetooth LE: found, connected, started, watched, and put on one clock."""
