"""Errors in Stripe's own shape and with its HTTP status."""


class Fault(Exception):
    """An answer of 4xx or 5xx: ``{"error": {"type", "code", "message", "param"}}``."""

    def __init__(
        self, status: int, message: str, *, kind: str = "invalid_request_error", code: str = "", param: str = ""
    ):
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param

    def body(self) -> dict:
        error = {"type": self.kind, "message": str(self)}
        error |= {"code": self.code} if self.code else {}
        error |= {"param": self.param} if self.param else {}
        return {"error": error}


def missing(thing: str, object_id: str, param: str = "id") -> Fault:
    return Fault(404, f"No such {thing}: '{object_id}'", code="resource_missing", param=param)


def invalid(param: str, message: str, code: str = "") -> Fault:
    return Fault(400, message, code=code, param=param)
