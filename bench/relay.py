"""How long the browser waits for its native port: from starting the relay to the companion's first frame."""

import subprocess
import sys
import time

from bench.report import percentile, say
from tests.house.stage import Stage

STARTS = 30


def main() -> None:
    """Start the relay with the daemon running, and compare with Python alone in the same run."""
    bare, relay = [], []
    with Stage({}) as stage:
        command = [sys.executable, "-I", "-m", "companion.relay", "--home", str(stage.home)]
        for _ in range(STARTS):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-I", "-c", "pass"], check=True)
            bare.append((time.perf_counter() - start) * 1000)
            start = time.perf_counter()
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
                assert process.stdout
                process.stdout.read(4)
                relay.append((time.perf_counter() - start) * 1000)
                process.communicate(timeout=5)
    say(
        [
            {"start": name, "p50 ms": percentile(samples, 0.5), "p95 ms": percentile(samples, 0.95)}
            for name, samples in (("python alone", bare), ("relay to first frame", relay))
        ]
    )


if __name__ == "__main__":
    main()
