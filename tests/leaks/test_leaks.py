"""Tests for the makers of leaks and clean traffic."""

import base64
import json
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from companion.kinds import KINDS
from tests.leaks import clean, data, vault, vectors
from tests.leaks.families import GROUPS
from tests.leaks.steps import STEPS


def test_a_vault_has_all_sorts() -> None:
    """A vault has as many values as asked for, of kinds that are kept, none of them twice but for a town's region."""
    known = vault(200)
    assert 200 == len(known)
    assert all(KINDS[value.kind].storable for value in known)
    assert len({value.kind for value in known}) >= 15
    assert len({(value.kind, value.text) for value in known if value.kind not in {"sex", "country"}}) == 180


def test_the_same_each_time() -> None:
    """Vectors, clean traffic and people are the same each time."""
    assert list(vectors(2)) == list(vectors(2))
    assert list(islice(clean(1), 50)) == list(islice(clean(1), 50))
    assert data(40) == data(40)


def test_every_family_has_its_vectors() -> None:
    """Each group has its own families, and each of those as many vectors as asked for."""
    made = Counter((vector.group, vector.family) for vector in vectors(3, groups=tuple(GROUPS)))
    assert {3} == set(made.values())
    assert sum(map(len, GROUPS.values())) == len(made) == len({family for _group, family in made})


def test_clean_traffic_holds_nobody() -> None:
    """No long value of the vault is in clean traffic, and there is as much of it as asked for."""
    texts = [value.text.encode() for value in vault(200) if len(value.text) > 12]
    requests = list(clean(1))
    assert 1e6 <= sum(len(one.url) + len(one.body) for one in requests) < 1.1e6
    assert [] == [text for text in texts for one in requests if text in one.body or text in one.url.encode()]


@pytest.mark.parametrize("name", sorted(STEPS))
def test_steps_are_deterministic(name: str) -> None:
    """A step gives the same bytes each time, and changes the text."""
    step = STEPS[name]
    assert step("Zoë@mail.example".encode()) == step("Zoë@mail.example".encode()) != "Zoë@mail.example".encode()


@pytest.mark.parametrize(("what", "field"), [("vectors", "carrier"), ("clean", "url"), ("vault", "text")])
def test_written_as_json_lines(tmp_path: Path, what: str, field: str) -> None:
    """The command writes one object a line."""
    out = tmp_path / "out"
    command = [sys.executable, "-m", "tests.leaks", "--out", str(out), "--what", what, "--per-family", "1"]
    subprocess.run([*command, "--megabytes", "1"], check=True, cwd=Path(__file__).resolve().parents[2])
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(rows) > 50
    assert all(row[field] for row in rows)
    if what == "vectors":
        assert all(base64.b64decode(row["carrier"]) for row in rows)
