"""Any definition of each kind, and any response to it; sound ones can be published."""

from hypothesis import strategies as st

LETTERS = "abAé́İßσς* \\"
keys = st.lists(st.text("abcde-1", min_size=1, max_size=3), min_size=2, max_size=6, unique=True)
weights = st.decimals(-1, 1, places=4).map(str)
shares = st.decimals(0, 1, places=4).map(str)
numbers = st.from_regex(r"-?[0-9]{1,4}([.,][0-9]{1,3})?(e-?[0-9])?", fullmatch=True)
positive = st.from_regex(r"[1-9][0-9]{0,3}(\.[0-9]{1,3})?", fullmatch=True)
patterns = st.text(LETTERS, min_size=1, max_size=6).filter(lambda text: text.strip(" \u0301"))
words = st.text(max_size=3)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=4,
)


@st.composite
def choosing(draw, kind):
    choices = draw(keys)
    some = st.sampled_from(choices)
    weighed = draw(st.dictionaries(some, weights))
    if kind == "single":
        return {"choices": choices, "right": draw(some), "weights": weighed}
    return {
        "choices": choices,
        "right": draw(st.lists(some, min_size=1, unique=True)),
        "rule": draw(st.sampled_from(["all_or_nothing", "right_minus_wrong", "weights"])),
        "weights": weighed,
    }


@st.composite
def matching(draw):
    held = draw(keys.filter(lambda them: len(them) > 3))
    stems, options = held[:2], held[2:]
    pairs = {stem: draw(st.sampled_from(options)) for stem in stems}
    return {"pairs": pairs, "options": options}


@st.composite
def short_text(draw):
    first = {"key": "a", "pattern": draw(patterns), "score": "1"}
    others = draw(st.lists(st.tuples(patterns, shares), max_size=2))
    rest = [
        {"key": f"b{nth}", "pattern": text, "score": share}
        for nth, (text, share) in enumerate(others)
    ]
    folding = {"case": draw(st.booleans()), "accents": draw(st.booleans())}
    return {"accepted": draw(st.permutations([first, *rest])), **folding}


@st.composite
def numeric(draw):
    values = draw(st.lists(st.tuples(numbers, positive, st.booleans(), shares), max_size=2))
    accepted = [
        {"key": f"v{nth}", "value": value, "tolerance": near, "relative": relative, "score": share}
        for nth, (value, near, relative, share) in enumerate(values)
    ]
    accepted.append({"key": "own", "value": draw(numbers), "score": "1"})
    units = draw(st.sampled_from([{}, {"mg": "1"}, {"mg": "1", "g": "1000", "µg": "0.001"}]))
    return {"accepted": accepted, "units": units, "unit_required": bool(units)}


@st.composite
def cloze(draw):
    gaps = {}
    for name in draw(st.lists(st.sampled_from(["1", "2", "10"]), min_size=1, unique=True)):
        own = draw(short_text() | choosing("single"))
        kind = "menu" if "choices" in own else "typed"
        gaps[name] = {"kind": kind, "weight": draw(positive), **own}
    return {"gaps": gaps}


DEFINITIONS = {
    "single": choosing("single"),
    "multiple": choosing("multiple"),
    "true_false": st.booleans().map(lambda right: {"right": right}),
    "matching": matching(),
    "ordering": keys.map(lambda order: {"order": order}),
    "short_text": short_text(),
    "numeric": numeric(),
    "cloze": cloze(),
    "likert": keys.map(lambda choices: {"choices": choices}),
    "essay": st.dictionaries(st.sampled_from("abc"), positive, min_size=1).map(
        lambda rubric: {"rubric": rubric}
    ),
    "stimulus": st.just({}),
}


def parts_of(kind, definition):
    """The inputs of a form, by part: what may be chosen in each, None for what is typed."""
    order = definition.get("order", ())
    places = [str(place) for place in range(1, len(order) + 1)]
    found = {
        "matching": dict.fromkeys(
            definition.get("pairs", ()), tuple(definition.get("options", ()))
        ),
        "ordering": dict.fromkeys(order, tuple(places)),
        "numeric": {"value": None, "unit": [*definition.get("units", ())]},
        "cloze": {name: gap.get("choices") for name, gap in definition.get("gaps", {}).items()},
        "true_false": {"": ["true", "false"]},
        "stimulus": {},
    }
    return found.get(kind, {"": definition.get("choices")})


@st.composite
def posted(draw, kind, definition):
    """What a browser may post: some of the inputs, each with what it offers or anything typed."""
    found = {}
    for part, offered in parts_of(kind, definition).items():
        value = st.text(LETTERS + "0123456789.,", max_size=6)
        if offered is not None:
            value = st.sampled_from([*offered, ""])
        most = 3 if kind == "multiple" else 1
        found[part] = draw(st.lists(value, max_size=most))
    return found
