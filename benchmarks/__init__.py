"""What the engine costs and how accurate it is, measured the same way each time."""
