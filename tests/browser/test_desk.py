"""A planner drags a new shop onto the map, and figures and goals follow."""

from playwright.sync_api import expect


def test_a_shop_is_put_on_the_map_dragged_and_taken_away(portal, new_page, check_accessibility):
    page = new_page()
    page.goto(f"{portal}/analys/scenario/")
    ready = page.locator("scenario-map[data-state=ready]")
    expect(ready).to_be_visible()
    page.locator("[data-add]").click()
    mark = page.locator(".scenario-mark--new")
    expect(mark).to_be_visible()
    expect(ready).to_be_visible()
    changes = page.locator("[data-changes]")
    expect(changes).to_contain_text("Öppna dagligvaror")
    first = page.url

    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] - 30, steps=6)
    page.mouse.up()
    page.wait_for_function("before => location.href !== before", arg=first)
    expect(ready).to_be_visible()
    expect(page.locator("[data-outcome]")).to_contain_text("Mål")
    assert check_accessibility(page) == []

    changes.get_by_role("link", name="Ta bort").click()
    page.wait_for_function("() => !location.search.includes('c=')")
    expect(mark).to_have_count(0)
    assert page.faults == []
