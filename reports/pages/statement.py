"""The accessibility statement."""

from __future__ import annotations

from reports.pages.book import Book, PageSpec


def page(book: Book) -> PageSpec:
    """The statement that the law asks for, filled in."""
    return PageSpec(
        slug="accessibility",
        title="Accessibility statement",
        template="accessibility.html.j2",
        context={
            "brand_name": book.settings.brand_name,
            "contact": book.settings.contact,
        },
    )
