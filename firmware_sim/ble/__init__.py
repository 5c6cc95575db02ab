"""A virtual sensor on a real Bluetooth LE host stack: what it measures, says and gets wrong is known."""
