"""The render stage: the editions of the site, made anew from a warehouse."""

from pathlib import Path

from pipeline.settings import Settings

EDITIONS = {
    "both": ("published", "internal"),
    "published": ("published",),
    "internal": ("internal",),
}


def prepare() -> None:
    """Load what the pages need, while another process works."""
    import reports.site  # noqa: F401


def render(warehouse: Path, site: Path, restricted: Path, edition: str, settings: Settings) -> str:
    """Write the editions asked for: the published one to `site`, the internal one below
    `restricted`. Returns what was written, in a few words.
    """
    from reports.site import render_editions

    folders = {"published": site, "internal": restricted / "site"}
    made = {name: folders[name] for name in EDITIONS[edition]}
    sites = render_editions(warehouse, made, settings)
    return ", ".join(f"{name} edition of {one.pages} pages" for name, one in sites.items())
