"""Which fonts a browser drew words with."""

from __future__ import annotations

from playwright.async_api import Locator

OURS = {("Inter", True)}


async def fonts_of(words: Locator) -> set[tuple[str, bool]]:
    """By the name in its file, each font that draws this element's words, and whether the page brought it."""
    page = words.page
    await page.evaluate("document.fonts.ready")
    line = await page.context.new_cdp_session(page)
    await line.send("DOM.enable")
    await line.send("CSS.enable")
    await words.evaluate("element => element.setAttribute('data-drawn', '')")
    document = await line.send("DOM.getDocument")
    found = await line.send(
        "DOM.querySelector", {"nodeId": document["root"]["nodeId"], "selector": "[data-drawn]"}
    )
    told = await line.send("CSS.getPlatformFontsForNode", {"nodeId": found["nodeId"]})
    await line.detach()
    await words.evaluate("element => element.removeAttribute('data-drawn')")
    return {(font["familyName"], font["isCustomFont"]) for font in told["fonts"]}
