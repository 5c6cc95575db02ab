"""The store, the live feed and the pages."""
