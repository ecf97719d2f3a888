"""The demo's people: a school of four departments. All of them are invented."""

from dataclasses import dataclass

from accounts.rules.roles import Role

SCHOOL = "Harlow School of Medicine"
EMERGENCY = "Emergency Medicine"
INTERNAL = "Internal Medicine"
CARDIOLOGY = "Internal Medicine / Cardiology"
HOSPITAL = "Internal Medicine / Hospital Medicine"
PEDIATRICS = "Pediatrics"
SURGERY = "Surgery"


@dataclass(frozen=True, slots=True)
class Part:
    """One person of the cast. `joined` counts days before today; None: long ago."""

    first: str
    last: str
    unit: str
    joined: int | None = None
    email: str = ""
    role: Role | None = None
    scope: str = ""  # path of the unit below the school; empty: the school


# Those who sign in (lms.sign_ins), and the chairs to whom the others report.
NAMED = (
    Part("Amara", "Okafor", CARDIOLOGY, 57, "faculty@example.org"),
    Part("Tobias", "Lang", PEDIATRICS, None, "trainer@example.org", Role.TRAINER),
    Part("Ruth", "Adler", INTERNAL, None, "coordinator@example.org", Role.COORDINATOR, INTERNAL),
    Part("Marisol", "Vega", SURGERY, None, "admin@example.org", Role.ADMIN),
)
LONG_THERE = {
    EMERGENCY: "Ana Sousa, Ben Achterberg, Carla Nwosu, Darius Petrauskas, Eun-ji Park, "
    "Femi Adeyemi, Giulia Conti, Hamza Siddiqui, Ines Moreau, Jakub Nowak",
    CARDIOLOGY: "Kavita Menon, Leon Fischer, Mei-Ling Tan, Noor Rahman, Oluwaseun Bello",
    HOSPITAL: "Paula Reyes, Quentin Dubois, Rosa Jiménez, Sam Whitfield, Tamar Levi, Uma Krishnan",
    PEDIATRICS: "Viktor Hansen, Wanjiru Kamau, Xochitl Herrera, Yusuf Demir, Zoë Marchetti, "
    "Agnes Byrne, Bilal Chaudhry, Chiara Rossi, Dmitri Volkov",
    SURGERY: "Esther Goldman, Fatou Diallo, Grace Liu, Henrik Sørensen, Imani Brooks, "
    "Joaquín Torres, Keiko Yamamoto, Luca Romano",
}
JOINED_50_DAYS_AGO = {
    EMERGENCY: "Mariam Haddad, Nikhil Rao",
    HOSPITAL: "Orla Kennedy, Piotr Zieliński",
    PEDIATRICS: "Rania Saleh",
}
JOINED_20_DAYS_AGO = {
    CARDIOLOGY: "Sofia Lindqvist, Thabo Mokoena",
    SURGERY: "Ulrike Brandt, Valentina Cruz",
    EMERGENCY: "William Osei",
}
MOVED = ("Jakub Nowak", PEDIATRICS, 20)  # from Emergency Medicine, days before today
LEFT = ("Henrik Sørensen", 10)  # days before today


def cast() -> list[Part]:
    """Everyone, in the order of their HR ids."""
    parts = list(NAMED)
    for joined, units in ((None, LONG_THERE), (50, JOINED_50_DAYS_AGO), (20, JOINED_20_DAYS_AGO)):
        for unit, names in units.items():
            for name in names.split(", "):
                first, last = name.split(" ", 1)
                parts.append(Part(first, last, unit, joined))
    return parts
