"""The code of one piece: seven random signs and one that checks them, of signs that cannot be taken for one another.

It is read by a telephone, typed from a label, and written by hand into wet clay. Of letters and figures that look alike one is left
out, or both: no 0 and O, 1 I and L, 2 and Z, 5 and S, 8 and B, U and V. Twenty-three are left, and that is a prime number: with
weights of one to eight, the check finds every single wrong sign and every two signs that changed places.
"""

import re
import secrets

SIGNS = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 7


def new_code() -> str:
    """A code nobody can guess from another one: one of three thousand million."""
    body = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    return body + check_sign(body)


def check_sign(body: str) -> str:
    weighed = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(body, start=2))
    return SIGNS[-weighed % len(SIGNS)]


def is_right(code: str) -> bool:
    """Whether a code can be one of ours: of the right length and signs, and the check agrees."""
    fits = len(code) == LENGTH + 1 and all(sign in SIGNS for sign in code)
    return fits and check_sign(code[:LENGTH]) == code[LENGTH]


def read_code(typed: str) -> str:
    """What was typed, without the spaces and dashes people put in between, in capitals."""
    return re.sub(r"[\s\-–—._/]+", "", typed).upper()


def strange_signs(code: str) -> str:
    """The signs that no code of ours has, each once."""
    return "".join(dict.fromkeys(sign for sign in code if sign not in SIGNS))


def written(code: str) -> str:
    """As it stands on a label: in two groups of four."""
    return f"{code[:4]} {code[4:]}"
