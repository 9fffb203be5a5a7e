"""A browser window that notes what a page should not do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page


class Window:
    """One page, opened from disk. `complaints` fills as the page runs; close it by `with`."""

    def __init__(self, browser: Browser, path: Path, width: int = 1280, **options: Any) -> None:
        self.path = path
        self.complaints: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.complain(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.complain(f"error: {error}"))
        self.page.on("requestfailed", lambda request: self.complain(f"failed: {request.url}"))
        self.page.on("request", lambda request: self.requested(request.url))
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " event => console.log('policy: ' + event.violatedDirective))"
        )
        self.page.goto(path.as_uri())

    def __enter__(self) -> Window:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def complain(self, what: str) -> None:
        self.complaints.append(f"{self.path.name}: {what}")

    def requested(self, address: str) -> None:
        if not address.startswith(("file:", "data:", "blob:")):
            self.complain(f"request: {address}")

    def draw_all(self) -> None:
        """Scroll to the end as a reader would, until every figure is drawn.

        Each stop waits for two frames: what no frame has shown, no page can have noticed."""
        self.page.evaluate(
            """async () => {
                 const frame = () => new Promise(done => requestAnimationFrame(done));
                 for (let y = 0; y < document.body.scrollHeight; y += 600) {
                   scrollTo(0, y);
                   await frame();
                   await frame();
                 }
                 scrollTo(0, 0);
               }"""
        )
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.plot')].every(box => box.querySelector('svg'))"
        )

    def open_details(self) -> None:
        """Open every table and menu, so that nothing is out of a check's sight."""
        self.page.evaluate(
            "() => document.querySelectorAll('details').forEach(each => { each.open = true; })"
        )

    def count(self, selector: str) -> int:
        return self.page.locator(selector).count()
