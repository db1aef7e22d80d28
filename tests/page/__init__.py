"""The page scripts in real browsers, each case a small page of its own."""
