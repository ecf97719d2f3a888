"""What a learner's page may weigh, and that nothing on it moves while it loads."""

import gzip

import pytest

LIMIT = 60_000  # bytes over the wire with a cold cache, images and video aside
ASIDE = ("Image", "Media")
TEXTS = ("Stylesheet", "Script")
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(sum), 300));
})"""
PAGES = {
    "home": "/",
    "course": "/courses/restorative-practices/",
    "activity": "/courses/restorative-practices/next/",
    "catalogue": "/courses/",
    "transcript": "/transcript/",
}


@pytest.fixture
def page(open_as, watch):
    return watch(open_as("faculty").new_page())


@pytest.fixture
def weigh(page):
    """Opens an address with a cold cache; says how many bytes come, by kind.

    Style sheets and scripts count as production serves them: compressed, which `make run` does not.
    """

    def fetch(path):
        kinds, bytes_of, plain = {}, {}, set()
        network = page.context.new_cdp_session(page)

        def receive(told):
            kinds[told["requestId"]] = told["type"]
            if "content-encoding" not in {name.lower() for name in told["response"]["headers"]}:
                plain.add(told["requestId"])

        network.on("Network.responseReceived", receive)
        network.on(
            "Network.loadingFinished",
            lambda told: bytes_of.update({told["requestId"]: told["encodedDataLength"]}),
        )
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(path, wait_until="networkidle")
        weights = {}
        for request, size in list(bytes_of.items()):
            kind, saved = kinds[request], 0
            if request in plain and kind in TEXTS:
                body = network.send("Network.getResponseBody", {"requestId": request})["body"]
                saved = len(body.encode()) - len(gzip.compress(body.encode()))
            weights[kind] = weights.get(kind, 0) + size - saved
        return weights

    return fetch


@pytest.mark.parametrize("name", PAGES)
def test_a_learners_page_stays_under_60_kB(weigh, name):
    weights = weigh(PAGES[name])

    assert weights["Document"] > 1_000
    assert sum(size for kind, size in weights.items() if kind not in ASIDE) <= LIMIT, weights


def test_a_quiz_stays_under_60_kB(page, weigh):
    page.goto("/courses/words-that-stay/")
    page.get_by_role("link", name="Quiz: words in the chart").first.click()
    start = page.get_by_role("button", name="Try again")
    start.or_(page.get_by_role("link", name="Go on with the quiz")).click()
    page.wait_for_url("**/learn/attempts/*/")

    weights = weigh(page.url)

    assert weights["Script"] > 1_000
    assert sum(size for kind, size in weights.items() if kind not in ASIDE) <= LIMIT, weights


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_while_a_learners_page_loads(page, name, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(PAGES[name], wait_until="networkidle")

    assert page.evaluate(SHIFTS) == 0
