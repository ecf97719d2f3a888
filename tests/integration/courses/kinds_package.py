"""A quiz of every kind of question, in two languages, to be put beside a package's others."""

ENGLISH = """\
+++
key = "kinds"
kind = "quiz"
title = "Every kind"
minutes = 9
pass_mark = "0.8"
+++

## Question ward (stimulus)

On ward 7 a joke is told, and one resident does not laugh.

It is twenty to seven.

## Question who (matching, 3 points, about ward)

Match each question with the person it is for.

- [ ] `need` {with harmed} “What do you *need*?”
  > It begins with her.
- [ ] `thinking` {with did-harm} “What were you thinking?”
- [ ] `harmed` The person who was harmed
- [ ] `did-harm` The person who did harm
- [ ] `nobody` None of these {fixed}

### Explanation

Each has a question of their own.

## Question steps (ordering, 2 points, about ward)

Put the steps in order.

- [ ] `open` Opening
- [ ] `agree` Agreements
- [ ] `close` Closing

## Question word (short_text, 1 point, case matters, accents matter)

What does the piece let you do?

- [x] `speak` speak*
  > Yes.
- [ ] `talk` {weight 0.5} talk
- [ ] `star` `{fixed} or 2\\*3`
  > No.

## Question dose (numeric, 1.5 points, unit required)

How much?

- [x] `exact` 250 ± 2.5
- [ ] `near` {weight 0.25} 250 ± 12.5 %: *nearly*
  > Too far from it.
- [ ] `tenfold` 2,5e3
  > A point went missing.

### Units

- mg = 1
- g = 1000

## Question gaps (cloze, 1 point)

Ask first what [[1]] was done, then who [[12]] to mend it.

- [x] `harm` {gap 1} harm*
- [ ] `wrong` {gap 1} {weight 0.5} wrong
- [x] `owes` {gap 12} is *obliged*
- [ ] `wants` {gap 12} would like

### Gaps

- 1 typed, weight 2, accents matter
- 12 menu

## Question scale (likert)

I can say so when a joke hurts.

- [ ] `never` Never
- [ ] `always` Always

## Question tell (essay, 5 points, at most 200 words)

Tell of a time when you were asked.

- [ ] `concrete` {4 points} It tells of one moment
- [ ] `honest` {1 point} It says what was hard
"""

SPANISH = """\
+++
title = "De todo"
+++

## Question ward (stimulus)

En la sala 7 se cuenta un chiste, y una residente no ríe.

## Question who (matching, 3 points, about ward)

Una cada pregunta con su persona.

- [ ] `need` {with harmed} «¿Qué necesita?»
  > Empieza por ella.
- [ ] `thinking` {with did-harm} «¿En qué pensaba?»
- [ ] `harmed` Quien sufrió el daño
- [ ] `did-harm` Quien hizo el daño
- [ ] `nobody` Ninguna {fixed}

### Explanation

Cada quien tiene su pregunta.

## Question steps (ordering, 2 points, about ward)

Ordene los pasos.

- [ ] `open` Apertura
- [ ] `agree` Acuerdos
- [ ] `close` Cierre

## Question word (short_text, 1 point, case matters, accents matter)

¿Qué permite la pieza?

- [x] `speak` habl*
  > Sí.
- [ ] `talk` {weight 0.5} charlar
- [ ] `star` 2\\*3
  > No.

## Question dose (numeric, 1.5 points, unit required)

¿Cuánto?

- [x] `exact` 250 ± 2.5
- [ ] `near` {weight 0.25} 250 ± 12.5 %: *casi*
  > Demasiado lejos.
- [ ] `tenfold` 2,5e3
  > Falta una coma.

### Units

- mg = 1
- g = 1000

## Question gaps (cloze, 1 point)

Pregunte primero qué [[1]] se hizo y luego quién [[12]] repararlo.

- [x] `harm` {gap 1} daño*
- [ ] `wrong` {gap 1} {weight 0.5} mal
- [x] `owes` {gap 12} debe
- [ ] `wants` {gap 12} quisiera

### Gaps

- 1 typed, weight 2, accents matter
- 12 menu

## Question scale (likert)

Puedo decirlo cuando un chiste hiere.

- [ ] `never` Nunca
- [ ] `always` Siempre

## Question tell (essay, 5 points, at most 200 words)

Cuente una vez en que le preguntaron.

- [ ] `concrete` {4 points} Cuenta un momento
- [ ] `honest` {1 point} Dice qué fue difícil
"""


def with_every_kind(*, spanish: bool = False) -> dict[str, str]:
    """The quiz as files of the package."""
    texts = {"02-how/04-kinds.md": ENGLISH}
    return texts | ({"02-how/04-kinds.es.md": SPANISH} if spanish else {})
