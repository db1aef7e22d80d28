"""A small web shop on this machine to practise on, and what it received."""
