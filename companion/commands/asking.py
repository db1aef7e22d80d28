"""Asking the person: at a terminal by prompts, else from standard input."""

import sys

import click


def at_terminal() -> bool:
    """Say whether a person types."""
    return sys.stdin.isatty()


def secret_line(prompt: str, *, confirm: bool = False) -> str:
    """Ask for one line that stays hidden; where nobody types, take the first line of standard input."""
    if at_terminal():
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm))
    return _given(sys.stdin.readline().rstrip("\r\n"))


def secret_text(prompt: str) -> str:
    """Ask for one line that stays hidden; where nobody types, take all of standard input."""
    if at_terminal():
        return str(click.prompt(prompt, hide_input=True))
    return _given(sys.stdin.read().strip())


def _given(text: str) -> str:
    if not text:
        raise click.UsageError("There is nothing on standard input.")
    return text
