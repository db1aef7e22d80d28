// In a frame: does what it is told by whoever holds it.
addEventListener("message", ({ data: { way, to, fields, hop } }) => senders[way](to, fields, hop));
