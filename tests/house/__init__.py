"""The whole house at once: real browsers, the real extension, relay, daemon and store, and the practice site."""
