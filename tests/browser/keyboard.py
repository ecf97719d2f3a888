"""Getting about by keyboard alone, as somebody does who has no mouse."""

from playwright.sync_api import Locator, Page, expect

MOST = 150  # presses of Tab; more would be no way to live


class Keyboard:
    """Tab, Shift+Tab, Enter, Space, the arrows, and letters."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, role: str, name: str, within: Locator | None = None) -> Locator:
        """Tab until what has this role and this accessible name has the focus."""
        return self.reach_it((within or self.page).get_by_role(role, name=name, exact=True))

    def reach_it(self, target: Locator) -> Locator:
        expect(target).to_have_count(1)
        for _press in range(MOST):
            if has_focus(target):
                assert is_seen_to_have_focus(target), f"Nobody sees the focus on {target}"
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST} presses of Tab do not reach {target} on {self.page.url}")

    def follow(self, name: str, within: Locator | None = None) -> None:
        """Go where the link with this name leads."""
        self.reach("link", name, within)
        self._enter()

    def follow_it(self, link: Locator) -> None:
        self.reach_it(link)
        self._enter()

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the button with this name, and see the page that it brings."""
        self.reach("button", name, within)
        self._enter()

    def open(self, summary: str) -> None:
        """Open what is folded under these words."""
        self.reach_it(self.page.locator("summary", has_text=summary))
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> Locator:
        """Type into the field with this label."""
        field = self.reach_it(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(text)
        return field

    def tick(self, name: str) -> None:
        box = self.reach("checkbox", name)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def pick(self, label: str, option: str) -> None:
        """Choose from a list by typing what the option begins with."""
        field = self.write(label, option)
        expect(field.locator("option:checked")).to_have_text(option)

    def choose(self, name: str) -> None:
        """Choose one of several round buttons: Tab to the group, the arrows within it."""
        target = self.page.get_by_role("radio", name=name, exact=True)
        expect(target).to_have_count(1)
        for _press in range(MOST):
            if target.evaluate("one => document.activeElement.name === one.name"):
                break
            self.page.keyboard.press("Tab")
        if has_focus(target):
            self.page.keyboard.press("Space")
        for _press in range(10):
            if has_focus(target):
                break
            self.page.keyboard.press("ArrowDown")
        expect(target).to_be_checked()

    def _enter(self) -> None:
        """Press Enter, and be where it leads."""
        with self.page.expect_event("domcontentloaded"):
            self.page.keyboard.press("Enter")


def has_focus(target: Locator) -> bool:
    return bool(target.evaluate("one => document.activeElement === one"))


def is_seen_to_have_focus(target: Locator) -> bool:
    """It, or the label around it, is outlined, and is not wholly covered (WCAG 2.4.11)."""
    return bool(
        target.evaluate(
            """one => {
              const label = one.closest("label");
              const outlined = (each) => each && getComputedStyle(each).outlineStyle !== "none";
              const place = one.getClientRects()[0];
              const at = (part) => document.elementFromPoint(
                place.x + place.width / 2, place.y + place.height * part);
              const shows = (there) => one.contains(there) || label?.contains(there);
              const uncovered = [0.1, 0.5, 0.9].map(at).some(shows);
              return uncovered && (outlined(one) || outlined(label));
            }"""
        )
    )
