"""The sample business: three believable years of a one-woman design studio."""

from app.crm.sample.filling import fill
from app.crm.sample.planted import PLANTED, Planted

__all__ = ["PLANTED", "Planted", "fill"]
