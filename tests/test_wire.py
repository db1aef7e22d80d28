import re
from types import ModuleType
from typing import get_args

import msgspec
import pytest

from companion import control, events, protocol
from companion.events import Event
from companion.protocol import REPLIES, Answer, Ask, AskEnvelope, Refusal, Tell
from companion.wire import MAX_OUT, Message, Part
from tests.builders import CANARY, sample, uuid

MODULES = (control, events, protocol)


def kinds_of_message(module: ModuleType) -> list[type[msgspec.Struct]]:
    """The messages and parts that a module defines."""
    found = [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__]
    return [kind for kind in found if issubclass(kind, Message | Part)]


@pytest.mark.parametrize("module", MODULES)
def test_no_message_shows_a_value(module: ModuleType) -> None:
    """However a message is turned into text, its type is all that is seen."""
    assert kinds_of_message(module)
    for kind in kinds_of_message(module):
        message = msgspec.convert(sample(kind), kind)
        assert [f"<{kind.__name__}>"] * 3 == [repr(message), str(message), f"{message}"]


def test_an_envelope_shows_no_value() -> None:
    """What an envelope holds is named by its type."""
    envelope = AskEnvelope(msgspec.convert(sample(protocol.Unlock), protocol.Unlock), 7)
    assert CANARY not in repr(envelope)


@pytest.mark.parametrize("module", MODULES)
def test_messages_survive_the_wire(module: ModuleType) -> None:
    """Every message is read back as it was written."""
    for kind in kinds_of_message(module):
        message = msgspec.convert(sample(kind), kind)
        assert message == msgspec.json.decode(msgspec.json.encode(message), type=kind)


@pytest.mark.parametrize("module", MODULES)
def test_messages_are_frozen_and_closed(module: ModuleType) -> None:
    """A message cannot be changed, and takes no field that is not its own."""
    for kind in kinds_of_message(module):
        assert kind.__struct_config__.frozen
        assert kind.__struct_config__.forbid_unknown_fields


def test_every_question_has_its_answers() -> None:
    """Each thing that a browser may ask has its answers listed, all of them are possible, and it may be refused."""
    assert set(get_args(Ask)) == set(REPLIES)
    for answers in REPLIES.values():
        assert set(answers) <= set(get_args(Answer))
        assert Refusal in answers


def test_nobody_speaks_with_two_tongues() -> None:
    """Browsers, events and the command line share no name, so that nothing can be taken for another."""
    tags = [
        {kind.__struct_config__.tag for kind in get_args(union)} for union in (Ask, Tell, Event, control.ControlAsk)
    ]
    assert sum(map(len, tags)) == len(set().union(*tags))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "canary",
        uuid(1).upper().replace("-4000-", "-A000-"),
        f"{uuid(1)}\n",
        f" {uuid(1)}",
        f"{{{uuid(1)}}}",
        uuid(1).replace("-", ""),
        "../" + uuid(1),
    ],
)
def test_a_uuid_has_one_spelling(text: str) -> None:
    """An event has one name only, so that it cannot be kept twice under two spellings."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(sample(events.Undone) | {"uuid": text}, events.Undone)


def test_what_goes_out_is_no_longer_than_browsers_take() -> None:
    """The limit is below that of native messaging (1 MiB), at which browsers close the port."""
    assert MAX_OUT < 1 << 20


def test_times_are_times() -> None:
    """A moment before 1970, and one in another geological age, are refused."""
    for moment in (-1, -0.001, 1.1e14):
        with pytest.raises(msgspec.ValidationError, match=re.escape("$.at")):
            msgspec.convert(sample(events.Undone) | {"at": moment}, events.Undone)
