"""Sealing a case after it was stored in the clear: every copy of its words is closed or blanked."""

from storage.unit import UnitOfWork


def seal_case(work: UnitOfWork, case_id: int) -> None:
    """Seal the case, its entries, files' names, sent bodies, draft; blank its arrivals; take it out of search."""
    del work, case_id
