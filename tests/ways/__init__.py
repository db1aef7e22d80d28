"""Every way of sending that a page has: tried in real browsers against recording servers, which are the truth."""
