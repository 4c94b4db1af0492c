"""Words that the editor points out from the first day: names that were given to people by others, and words that make them small.

Staff add to these, and switch off what they disagree with, in the admin (`cms.models.naming.AvoidedWord`).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

NAME = _("A name given by others; many do not want to be called so, and Rwanda records no ethnicity.")
DEFICIT = _("It says what people lack instead of who they are.")
RECIPIENT = _("It makes people receivers, not those who act.")
RESCUE = _("It makes somebody else the one who acts: people have a voice and strength of their own.")
PITY = _("It asks for pity. A buyer pays for good work.")
PRIMITIVE = _("It ranks people below others, or puts them into the past.")
DISABILITY = _("It makes a person their disability.")

# Which name is right is a setting: `{name}` stands for it.
THE_NAME = "{name}"


@dataclass(frozen=True)
class Listed:
    """Some forms of a word, why they are pointed out, and what to write instead.

    `unless_before`: words of things that may be so, as a poor harvest. `everywhere`: in pages of every language.
    """

    language: str
    forms: tuple[str, ...]
    reason: str
    alternative: str
    unless_before: tuple[str, ...] = ()
    everywhere: bool = False


def _forms(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


LISTED = (
    # English
    Listed("en", _forms("Batwa, Mutwa, Abatwa, Umutwa"), NAME, THE_NAME, everywhere=True),
    Listed("en", _forms("Twa, pygmy, pygmies"), NAME, THE_NAME),
    Listed("en", _forms("tribe, tribes, tribal, tribesmen, natives"), NAME, "community, people of …, neighbours"),
    Listed(
        "en",
        _forms("poor, poorer, poorest, the poor, needy, destitute, impoverished, poverty-stricken"),
        DEFICIT,
        "what exactly was missing: “had no land of their own”, “earned too little for school fees”",
        unless_before=_forms(
            "quality, harvest, harvests, soil, soils, weather, light, visibility, condition, roads, road, rains, drainage"
        ),
    ),
    Listed(
        "en",
        _forms("underprivileged, disadvantaged, less fortunate, deprived, uneducated, unskilled, illiterate"),
        DEFICIT,
        "what happened: “could not go to school”, “learned the craft at home”",
    ),
    Listed("en", _forms("third world, developing world"), DEFICIT, "the country or the region by its name"),
    Listed(
        "en",
        _forms("beneficiary, beneficiaries, aid recipient, aid recipients"),
        RECIPIENT,
        "members, trainees, the people who took part",
    ),
    Listed("en", _forms("vulnerable"), DEFICIT, "to what: “who live in the flood plain”"),
    Listed(
        "en",
        _forms("empower them, empowers them, empowered them, empowering them, empower women, empowering women"),
        RESCUE,
        "what they did: “they founded”, “they learned”, “they decided”",
    ),
    Listed(
        "en",
        _forms("voiceless, give them a voice, giving a voice to, gave them a voice, voice to the voiceless"),
        RESCUE,
        "“who are rarely asked”, and then what they said",
    ),
    Listed("en", _forms("save them, rescue them, lift them out, lifted out of poverty"), RESCUE, "what they did"),
    Listed(
        "en",
        _forms("helpless, hopeless, desperate, victim, victims, suffering, plight, misery, heartbreaking"),
        PITY,
        "what happened, and what was done about it",
    ),
    Listed(
        "en",
        _forms("primitive, uncivilised, uncivilized, backward, savage"),
        PRIMITIVE,
        "how it is made: “without a wheel”",
    ),
    Listed(
        "en",
        _forms("the disabled, handicapped, crippled, wheelchair-bound"),
        DISABILITY,
        "people with disabilities, a woman who uses a wheelchair",
    ),
    # French
    Listed("fr", _forms("Twa, pygmée, pygmées, pygmee, pygmees"), NAME, THE_NAME),
    Listed(
        "fr",
        _forms("tribu, tribus, tribal, tribale, tribaux, indigène, indigènes"),
        NAME,
        "communauté, gens de …, voisins",
    ),
    Listed(
        "fr",
        _forms("pauvre, pauvres, démuni, démunie, démunis, démunies, nécessiteux, nécessiteuse, indigent, indigents"),
        DEFICIT,
        "ce qui manquait : « n’avaient pas de terre », « gagnaient trop peu pour l’école »",
        unless_before=_forms("récolte, récoltes, qualité, sol, sols, lumière, en"),
    ),
    Listed(
        "fr",
        _forms("défavorisé, défavorisée, défavorisés, défavorisées, analphabète, analphabètes, illettré, illettrés"),
        DEFICIT,
        "ce qui s’est passé : « n’a pas pu aller à l’école »",
    ),
    Listed("fr", _forms("tiers-monde, tiers monde"), DEFICIT, "le pays ou la région par son nom"),
    Listed(
        "fr", _forms("bénéficiaire, bénéficiaires"), RECIPIENT, "membres, stagiaires, celles et ceux qui ont participé"
    ),
    Listed("fr", _forms("vulnérable, vulnérables"), DEFICIT, "à quoi : « qui vivent en zone inondable »"),
    Listed(
        "fr", _forms("les autonomiser, autonomiser les femmes"), RESCUE, "ce qu’elles ont fait : « elles ont fondé »"
    ),
    Listed(
        "fr",
        _forms("sans-voix, sans voix, leur donner une voix, donner la parole aux sans-voix"),
        RESCUE,
        "« à qui l’on demande rarement », puis ce qu’ils ont dit",
    ),
    Listed(
        "fr",
        _forms(
            "impuissant, impuissante, impuissants, impuissantes, victime, victimes, misère, désespéré, désespérés, souffrance"
        ),
        PITY,
        "ce qui s’est passé, et ce qui a été fait",
    ),
    Listed(
        "fr",
        _forms("primitif, primitive, primitifs, primitives, arriéré, arriérée, arriérés, sauvage, sauvages"),
        PRIMITIVE,
        "comment c’est fait : « sans tour »",
    ),
    Listed("fr", _forms("les handicapés, infirme, infirmes"), DISABILITY, "les personnes en situation de handicap"),
    # Dutch
    Listed("nl", _forms("Twa, pygmee, pygmeeën, pygmeeen"), NAME, THE_NAME),
    Listed(
        "nl",
        _forms("stamhoofd, stamvolk, inheemse stam, inboorling, inboorlingen"),
        NAME,
        "gemeenschap, mensen van …, buren",
    ),
    Listed(
        "nl",
        _forms(
            "arme mensen, arme vrouwen, arme gezinnen, arme families, arme boeren, de armen, de armsten, armoedig, armoedige, "
            "behoeftig, behoeftige, behoeftigen"
        ),
        DEFICIT,
        "wat er ontbrak: “hadden geen eigen land”, “verdienden te weinig voor de school”",
    ),
    Listed(
        "nl",
        _forms(
            "kansarm, kansarme, kansarmen, minderbedeelden, achtergesteld, achtergestelde, ongeschoold, analfabeet, analfabeten"
        ),
        DEFICIT,
        "wat er gebeurde: “kon niet naar school”, “leerde het vak thuis”",
    ),
    Listed(
        "nl", _forms("derde wereld, ontwikkelingsland, ontwikkelingslanden"), DEFICIT, "het land of de streek bij naam"
    ),
    Listed("nl", _forms("begunstigde, begunstigden"), RECIPIENT, "leden, cursisten, de mensen die meededen"),
    Listed("nl", _forms("kwetsbaar, kwetsbare, kwetsbaren"), DEFICIT, "waarvoor: “die in overstromingsgebied wonen”"),
    Listed("nl", _forms("empoweren, vrouwen versterken, hen mondig maken"), RESCUE, "wat zij deden: “ze richtten op”"),
    Listed(
        "nl",
        _forms("stemloos, stemloze, stemlozen, een stem geven aan"),
        RESCUE,
        "“aan wie zelden iets gevraagd wordt”",
    ),
    Listed(
        "nl",
        _forms(
            "hulpeloos, hulpeloze, hulpbehoevend, hulpbehoevende, hulpbehoevenden, slachtoffer, slachtoffers, zielig, ellende"
        ),
        PITY,
        "wat er gebeurde, en wat eraan gedaan werd",
    ),
    Listed(
        "nl",
        _forms("primitief, primitieve, achterlijk, achterlijke, onbeschaafd"),
        PRIMITIVE,
        "hoe het gemaakt is: “zonder draaischijf”",
    ),
    Listed("nl", _forms("gehandicapten, invalide, invaliden"), DISABILITY, "mensen met een handicap"),
    # Kinyarwanda. “Twa” alone is no name there but a little word, and is not listed.
    Listed("rw", _forms("abasangwabutaka, impunyu"), NAME, THE_NAME),
    Listed("rw", _forms("abakene, umukene, abatindi, umutindi"), DEFICIT, "icyaburaga: “batari bafite ubutaka”"),
    Listed("rw", _forms("abagenerwabikorwa, umugenerwabikorwa"), RECIPIENT, "abanyamuryango, abahuguwe"),
    Listed("rw", _forms("abatishoboye, utishoboye"), DEFICIT, "uko byagenze"),
    Listed("rw", _forms("injiji, abaturage b’inyuma"), PRIMITIVE, "uko bikorwa"),
    Listed("rw", _forms("ibimuga, ikimuga"), DISABILITY, "abafite ubumuga"),
)
