"""A course package with something of everything, written into a folder."""

from pathlib import Path

from PIL import Image

from tests.integration.courses.kinds_package import with_every_kind

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><circle r="9"/></svg>\n'
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nWelcome.\n"
FILM = b"\x1a\x45\xdf\xa3 a film, as far as anyone looks"

TEXTS = {
    "course.toml": """\
key = "repair"
language = "en"
title = "Repair"
summary = "What to do after harm."
hours = "0.75"

[completion]
at_least = 2
of = ["what", "film", "check"]

[[module]]
key = "why"
title = "Why repair"
summary = "Three things."
folder = "01-why"

[[module]]
key = "how"
title = "How"
folder = "02-how"
""",
    "sources.toml": """\
[zehr2015]
authors = "Zehr, H."
title = "The little book of restorative justice"
year = 2015
venue = "Good Books"

[who2020]
authors = ["World Health Organization"]
title = "A report, for this test"
year = "n.d."
url = "https://example.org/report"
""",
    "01-why/01-what.md": """\
+++
key = "what"
kind = "page"
title = "What harm asks"
minutes = 3
+++

Harm asks **three** things *of us* [@zehr2015, pp. 3, 7]; see [the film](#activity-film).

## A picture

![Two seats that face each other.](figures/seats.svg "Two seats, after Zehr [@zehr2015]")

![A square](figures/square.png)

> Who was harmed?
>
> — A keeper

| Ask | Then |
| --- | --- |
| **First** | a \\| b |

::: callout Try it
Once.
:::

:::: note Before you read on
It is about harm.

::: way The account
He laughed.
:::

::: way The summary
He was unkind.
:::
::::
""",
    "01-why/02-film.md": """\
+++
key = "film"
kind = "video"
title = "A circle, filmed"
minutes = 2
required = false
src = "media/circle.webm"
captions = "media/circle.vtt"
+++

Keeper: Welcome.
""",
    "02-how/01-check.md": """\
+++
key = "check"
kind = "quiz"
title = "Check"
minutes = 4
pass_mark = "0.6667"
attempts = 3
shuffle = true
+++

Three questions.

## Question first (single, 1 point)

What comes first?

- [ ] `explain` To explain
  > It can wait.
- [x] `ask` To *ask*
  > Yes.
- [ ] `half` {weight 0.5} To listen, and explain
  > Half of it.
- [ ] `none` None of these {fixed}
  > One of them does.

### Explanation

Asking comes first [@who2020].

## Question several (multiple, 2 points, right_minus_wrong)

Which are needs?

- [x] `voice` A voice
  > Yes.
- [x] `safety` Safety
  > Yes.
- [ ] `revenge` Revenge
  > A wish.
  >
  > - and not a need

## Question weighed (multiple, 1.5 points, weights)

Which help?

- [x] `time` {weight 0.75} Time
  > Most of all.
- [x] `tea` {weight 0.25} Tea
  > A little.
- [ ] `haste` {weight -0.5} Haste
  > No.

## Question still (true_false, 1 point)

Passing is allowed.

- [x] `true` True
  > Always.
- [ ] `false` False
  > It is.
""",
    "02-how/02-lines.md": """\
+++
key = "lines"
kind = "reflection"
title = "A few lines"
minutes = 2
+++

What was closed but not mended?
""",
    "02-how/03-sign.md": """\
+++
key = "sign"
kind = "attestation"
title = "What you will do"
minutes = 1
+++

I will ask first.
""",
}

SPANISH = {
    "course.es.toml": """\
title = "Reparar"
summary = "Qué hacer después del daño."

[[module]]
key = "why"
title = "Por qué"
summary = "Tres cosas."

[[module]]
key = "how"
title = "Cómo"
""",
    "01-why/01-what.es.md": """\
+++
title = "Lo que pide el daño"
+++

El daño pide tres cosas [@zehr2015].
""",
    "01-why/02-film.es.md": """\
+++
title = "Un círculo, filmado"
captions = "media/circle.es.vtt"
+++

Guardián: Bienvenidos.
""",
    "02-how/01-check.es.md": """\
+++
title = "Comprobación"
+++

Cuatro preguntas.

## Question first (single, 1 point)

¿Qué va primero?

- [ ] `explain` Explicar
  > Puede esperar.
- [x] `ask` Preguntar
  > Sí.
- [ ] `half` {weight 0.5} Escuchar y explicar
  > La mitad.
- [ ] `none` Nada de esto {fixed}
  > Algo sí.

### Explanation

Preguntar va primero.

## Question several (multiple, 2 points, right_minus_wrong)

¿Cuáles son necesidades?

- [x] `voice` Una voz
  > Sí.
- [x] `safety` Seguridad
  > Sí.
- [ ] `revenge` Venganza
  > Un deseo.

## Question weighed (multiple, 1.5 points, weights)

¿Qué ayuda?

- [x] `time` {weight 0.75} El tiempo
  > Sobre todo.
- [x] `tea` {weight 0.25} El té
  > Un poco.
- [ ] `haste` {weight -0.5} La prisa
  > No.

## Question still (true_false, 1 point)

Se puede pasar.

- [x] `true` Verdadero
  > Siempre.
- [ ] `false` Falso
  > Lo es.
""",
    "02-how/02-lines.es.md": """\
+++
title = "Unas líneas"
+++

¿Qué se cerró sin repararse?
""",
    "02-how/03-sign.es.md": """\
+++
title = "Lo que hará"
+++

Preguntaré primero.
""",
    "media/circle.es.vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\nBienvenidos.\n",
}


def a_package(folder: Path, *, spanish: bool = False, kinds: bool = False) -> Path:
    """The package in a folder, which need not be there yet; with a quiz of every kind or not."""
    write(folder, TEXTS | (SPANISH if spanish else {}))
    write(folder, with_every_kind(spanish=spanish) if kinds else {})
    write(folder, {"figures/seats.svg": DRAWING, "media/circle.vtt": CAPTIONS})
    (folder / "media/circle.webm").write_bytes(FILM)
    Image.new("RGB", (8, 6), "white").save(folder / "figures/square.png")
    return folder


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def change(folder: Path, name: str, old: str, new: str) -> None:
    """One change in one file, which must be there to be made."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
