"""A planner sees the worst gap, and the goal it touches."""

from playwright.sync_api import expect


def test_planner_sees_the_worst_gap_and_its_goal(portal, new_page):
    page = new_page()
    page.goto(portal)
    findings = page.locator("section", has=page.locator("#findings"))
    expect(findings.locator(".card").first).to_contain_text("Sparreholm")
    expect(findings.locator(".badge--possible-gap").first).to_be_visible()
    findings.get_by_role("link", name="Sparreholm").first.click()
    wants = page.locator("section", has=page.locator("#wants"))
    expect(wants).to_contain_text("Dagligvaror inom 10 km för alla i Sparreholm")
    expect(wants).to_contain_text("okänt")
    page.get_by_role("link", name="Planer").first.click()
    expect(page.get_by_role("row", name="Sparreholms bygderåd")).to_be_visible()
    assert page.faults == []
