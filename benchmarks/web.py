"""The public pages in real Chromium: weight, Lighthouse, and 20,000 points beside uMap.

Run against a portal that serves (``script/server``), with Lighthouse from npm beside it
(``npm install --prefix DIR lighthouse``)::

    python -m benchmarks.web weight --url http://localhost:8221
    python -m benchmarks.web lighthouse --url http://localhost:8221 --lighthouse DIR
    script/manage shell -c "from benchmarks.points import fill; fill()"
    python -m benchmarks.web points --url http://localhost:8221 [--umap ADDRESS-OF-A-UMAP-MAP]
    script/manage shell -c "from benchmarks.points import clear; clear()"

Search has its own file, ``benchmarks/search.py``.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
PAGES = ("/", "/orter/bettna/", "/service/{service}/", "/vag221/")
SLOWDOWN = 4
PAN_S = 4
TRACED = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
TRACED += ["blink.user_timing"]
READY = "portal-map[data-state=ready]"
# Long tasks, and the first mark that is drawn, as the browser itself tells them.
WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((one) => one.duration)))
  .observe({type: "longtask", buffered: true});
new MutationObserver((_, self) => {
  if (document.querySelector(".leaflet-marker-icon, .leaflet-interactive")) {
    window.firstMark = performance.now();
    self.disconnect();
  }
}).observe(document, {subtree: true, childList: true});
"""
FRAMES = """
() => { window.frames_ = []; let last = performance.now();
  const tick = (now) => { frames_.push(now - last); last = now; window.ticking && requestAnimationFrame(tick); };
  window.ticking = true; requestAnimationFrame(tick); }
"""


def _browser(playwright):  # type: ignore[no-untyped-def]
    return playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
    )


def weigh(url: str, ready: str = READY) -> dict[str, int]:
    """Return compressed bytes by type on a first visit, with the map in view."""
    with sync_playwright() as playwright:
        browser = _browser(playwright)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        kinds: dict[str, str] = {}
        sizes: dict[str, int] = defaultdict(int)
        wire.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
        wire.on(
            "Network.loadingFinished",
            lambda e: sizes.update(
                {kinds.get(e["requestId"], "?"): sizes[kinds.get(e["requestId"], "?")]
                 + int(e["encodedDataLength"])}
            ),
        )  # fmt: skip
        page.goto(url)
        page.wait_for_selector(ready, state="attached", timeout=120_000)
        page.wait_for_load_state("networkidle")
        browser.close()
    return dict(sizes)


def lighthouse(url: str, home: str, runs: int) -> None:
    """Print the median performance of some runs, and the other scores, of each page."""
    command = [str(Path(home) / "node_modules" / ".bin" / "lighthouse")]
    flags = ["--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox"]
    wanted = "--only-categories=performance,accessibility,best-practices,seo"
    for path in PAGES:
        scores, tells = [], {}
        for _ in range(runs):
            with tempfile.NamedTemporaryFile(suffix=".json") as file:
                asked = [*command, url + path, *flags, wanted, f"--output-path={file.name}"]
                subprocess.run(asked, check=True, env=os.environ | {"CHROME_PATH": CHROMIUM})
                report = json.loads(Path(file.name).read_text(encoding="utf-8"))
            scores.append([round(one["score"] * 100) for one in report["categories"].values()])
            tells = {
                "FCP": report["audits"]["first-contentful-paint"]["displayValue"],
                "TBT": report["audits"]["total-blocking-time"]["displayValue"],
                "machine": report["environment"]["benchmarkIndex"],
            }
        performance = statistics.median(one[0] for one in scores)
        others = [min(one[number] for one in scores) for number in (1, 2, 3)]
        runs_said = "/".join(str(one[0]) for one in scores)
        print(f"{path:28} performance {performance:.0f} ({runs_said})  others {others}  {tells}")


def points(url: str, ready: str) -> None:
    """Open a map of many points on a slowed processor; print paint, long tasks and frames."""
    with sync_playwright() as playwright:
        browser = _browser(playwright)
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, service_workers="block"
        )
        page = context.new_page()
        page.add_init_script(WATCH)
        wire = context.new_cdp_session(page)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        page.goto(url, timeout=180_000)
        page.wait_for_selector(ready, state="attached", timeout=180_000)
        page.wait_for_load_state("networkidle", timeout=180_000)
        told = page.evaluate(
            "[performance.getEntriesByName('first-contentful-paint')[0]?.startTime,"
            " window.firstMark, Math.max(0, ...longTasks), longTasks.length,"
            " performance.getEntriesByType('navigation')[0]?.responseStart]"
        )
        paint, mark, longest, count, waited = (one or 0 for one in told)
        frames = _pan(page)
        moved = page.evaluate("Math.max(0, ...longTasks)")
        browser.close()
    late = sorted(frames)[int(len(frames) * 0.95)]
    print(f"{url}\n  first paint {paint:.0f} ms, of it {waited:.0f} ms waiting for the server")
    print(f"  first mark {mark:.0f} ms")
    print(f"  longest task while loading {longest:.0f} ms ({count} over 50 ms), in all {moved:.0f}")
    print(f"  panning {1000 / statistics.median(frames):.0f} frames a second, 95th {late:.0f} ms")


def processor(url: str, ready: str) -> None:
    """Print what the main thread's longest tasks take of the processor, whatever else it does.

    Measured without slowing, where processor time is true: a slowed thread is held by a timer on
    the clock. Four times that is what a processor of a quarter of the speed needs.
    """
    events: list[dict[str, Any]] = []
    done: list[bool] = []
    with sync_playwright() as playwright:
        browser = _browser(playwright)
        page = browser.new_context(
            viewport={"width": 1440, "height": 900}, service_workers="block"
        ).new_page()
        wire = page.context.new_cdp_session(page)
        wire.on("Tracing.dataCollected", lambda told: events.extend(told["value"]))
        wire.on("Tracing.tracingComplete", lambda _told: done.append(True))
        wire.send(
            "Tracing.start",
            {
                "transferMode": "ReportEvents",
                "traceConfig": {"includedCategories": TRACED},
            },
        )
        page.goto(url, timeout=180_000)
        page.wait_for_selector(ready, state="attached", timeout=180_000)
        page.wait_for_load_state("networkidle", timeout=180_000)
        wire.send("Tracing.end")
        while not done:
            page.wait_for_timeout(50)
        browser.close()
    begun = [
        one for one in events if one["name"] == "navigationStart" and url in str(one.get("args"))
    ]
    main = (begun[-1]["pid"], begun[-1]["tid"])
    spent = sorted(
        one.get("tdur", 0) / 1000
        for one in events
        if one["name"] == "RunTask" and (one["pid"], one["tid"]) == main
    )
    longest = ", ".join(f"{one:.0f}" for one in reversed(spent[-3:]))
    print(f"  processor time of the longest tasks, not slowed: {longest} ms")
    print(f"  of the longest, {SLOWDOWN} x slowed: {SLOWDOWN * spent[-1]:.0f} ms")
    print(f"  of the main thread in all: {sum(spent):.0f} ms")


def _pan(page: Page) -> list[float]:
    """Drag the map to and fro, and return the milliseconds between frames."""
    box = page.locator(".leaflet-container").first.bounding_box()
    assert box, "there is no map to drag"
    x, y = box["x"] + box["width"] / 2 + 3, box["y"] + box["height"] / 2 + 3
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    for step in range(PAN_S * 25):
        page.mouse.move(x + 120 * ((step % 20) - 10) / 10, y + 60 * ((step % 14) - 7) / 7)
        page.wait_for_timeout(25)
    frames = page.evaluate("(window.ticking = false, frames_.slice(1))")
    page.mouse.up()
    return [float(one) for one in frames]


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["weight", "lighthouse", "points"])
    parser.add_argument("--url", default="http://localhost:8221")
    parser.add_argument("--lighthouse", default=".")
    parser.add_argument("--service", default="1-flens-station")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--umap", default="", help="the address of a uMap map of the same points")
    asked = parser.parse_args()
    global PAGES
    PAGES = tuple(path.format(service=asked.service) for path in PAGES)
    if asked.what == "weight":
        print(json.dumps(weigh(asked.url + "/")))
        if asked.umap:
            print("uMap", json.dumps(weigh(asked.umap, ".leaflet-container")))
    elif asked.what == "lighthouse":
        lighthouse(asked.url, asked.lighthouse, asked.runs)
    else:
        points(f"{asked.url}/?layer=services", READY)
        processor(f"{asked.url}/?layer=services", READY)
        if asked.umap:
            points(asked.umap, ".leaflet-marker-icon, .leaflet-interactive")
            processor(asked.umap, ".leaflet-marker-icon, .leaflet-interactive")


if __name__ == "__main__":
    sys.exit(main())
