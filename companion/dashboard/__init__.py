"""The dashboard: pages on 127.0.0.1 that show what every site received, while somebody looks at them."""

from companion.dashboard.server import Dashboard

__all__ = ["Dashboard"]
