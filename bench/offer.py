"""How long a person waits: from a form seen to its offer, and from the yes to the last field written (20 fields).

Visibility is checked by the hard refusals only. Times are taken by the page script, the background, the popup and the
page, each by its own clock on the same machine (browsers round them to 0.1 ms in Chromium and 1 ms in Firefox).
"""

import time
from typing import cast

from bench.report import percentile, say
from tests.browsers import Browser, Name, Page, Popup
from tests.house.stage import ADA, Stage, wait_for_offer

SAMPLES = 60
SETTLE_S = 0.3
BROWSERS: tuple[Name, ...] = ("chromium", "firefox")
AIMS = {"seen to offer": (5.0, 10.0), "yes to written": (50.0, 50.0)}
FIELDS = (
    ("email", "E-mail address"),
    ("given-name", "First name"),
    ("family-name", "Last name"),
    ("tel", "Phone"),
    ("organization", "Company"),
    ("street-address", "Street and number"),
    ("postal-code", "Postcode"),
    ("address-level2", "City"),
    ("country", "Country"),
    ("bday", "Birth date"),
    *((f"x{number}", f"Question {number}") for number in range(10)),
)

NEW_FORM = """(fields) => {
  document.querySelector('form')?.remove();
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/signup';
  form.innerHTML = '<h1>Sign up</h1>' + fields.map(([token, label]) =>
    `<p><label>${label} * <input name="${token}" autocomplete="${token}" required></label></p>`).join('') +
    '<button>Create account</button>';
  form.addEventListener('input', () => { window.__written = performance.timeOrigin + performance.now(); });
  document.body.prepend(form);
}"""
NOTE_CLICK = """document.addEventListener('click',
  () => { window.__clicked = performance.timeOrigin + performance.now(); }, true)"""
TIMES = """(({ seenAt, offeredAt }) => [Number(seenAt), Number(offeredAt)])(
  document.querySelector('article[data-form]').dataset)"""


def measure(stage: Stage, browser: Browser, samples: int) -> dict[str, list[float]]:
    """Collect samples (ms) of both waits in one browser; the popup is opened only after the offer is there."""
    page = browser.open(stage.site.serve("/bench", "<!doctype html><html lang=en><title>Bench</title></html>"))
    offers, fills = [], []
    for _ in range(samples):
        page.evaluate(NEW_FORM, FIELDS)
        time.sleep(SETTLE_S)
        popup = browser.open_popup()
        popup.evaluate(NOTE_CLICK)
        wait_for_offer(popup)
        seen, offered = cast("list[float]", popup.evaluate(TIMES))
        offers.append(offered - seen)
        fills.append(_yes_to_written(page, popup))
        popup.close()
    return {"seen to offer": offers, "yes to written": fills}


def _yes_to_written(page: Page, popup: Popup) -> float:
    popup.click("[data-accept]")
    popup.wait_for("document.querySelector('[data-fill]')?.dataset.fill === 'filled'")
    written, clicked = page.evaluate("window.__written"), popup.evaluate("window.__clicked")
    return cast("float", written) - cast("float", clicked)


def main() -> None:
    """Measure both browsers and print p50 and p95 beside the aims."""
    rows: list[dict[str, object]] = []
    with Stage(ADA) as stage:
        for name in BROWSERS:
            with stage.browser(name) as browser:
                for wait, samples in measure(stage, browser, SAMPLES).items():
                    p50, p95 = percentile(samples, 0.5), percentile(samples, 0.95)
                    aim = " / ".join(f"{ms:g}" for ms in AIMS[wait])
                    row: dict[str, object] = {"browser": name, "wait": wait, "p50 ms": p50, "p95 ms": p95}
                    rows.append(row | {"aim p50 / p95": aim, "samples": len(samples)})
    say(rows, "Visibility: hard refusals only.")


if __name__ == "__main__":
    main()
