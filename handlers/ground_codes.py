"""The codes of the fifteen grounds of an objection, as the contract has them (DOMAIN.md)."""

GROUPS = {
    "keberadaan": ("address_not_found", "person_not_found", "died", "moved"),
    "negara": (
        "civil_servant",
        "family_of_civil_servant",
        "pensioner",
        "paid_by_state_budget",
        "village_official",
    ),
    "pekerjaan": ("certified_teacher", "health_worker", "company_officer", "above_minimum_wage"),
    "bantuan": ("refuses_aid", "already_aided"),
}
GROUNDS = tuple(ground for grounds in GROUPS.values() for ground in grounds)
