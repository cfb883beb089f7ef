"""A ward with released cases, for tests of the public pages."""

from dataclasses import dataclass, field
from typing import Any

from civics.cases.opening import Told
from core.message import Point
from handlers.cases import releasing
from handlers.cases.desk import Act
from storage.cases import acts, opened
from storage.cases.cases import Filed
from storage.ward import ward
from storage.ward.sight import Reader
from tests.console.cases.casework import Casework
from tests.console.conftest import Desk


@dataclass(slots=True)
class Released:
    """Cases as staff release them. `by` is an officer who reads denunciations."""

    desk: Desk
    work: Casework = field(init=False)
    by: Reader = field(init=False)

    def __post_init__(self) -> None:
        self.work = Casework(self.desk)
        self.by = Reader(self.desk.hire("phat", reads_sealed=True), "officer", reads_sealed=True)
        self.desk.database.run(ward.put_settings, {releasing.TOPICS: ["duong_sa", "rac_thai"]})

    def release(self, title: str, **values: Any) -> tuple[Filed, str]:
        """File a case and release it: (the case, its public id). `told` are fields of `Told`."""
        told = Told(title, **values.pop("told", {}))
        filed = self.work.file(
            title, **{"point": Point(21.62031, 105.84321), "place": "số 7 đường Chùa Hang", **values}
        )
        self.run(filed, lambda act: releasing.release(act, told))
        return filed, self.key(filed)

    def run(self, filed: Filed, act: Any) -> None:
        """An act of the officer."""
        context = self.desk.context
        self.desk.database.run(lambda work: act(Act(work, context.ward, filed.case_id, self.by)))

    def key(self, filed: Filed) -> str:
        """The public id of a case."""
        found = self.desk.database.look(opened.of_case, filed.case_id)
        assert found is not None
        return found.key

    def seal(self, filed: Filed) -> None:
        """It turns out to be a denunciation."""
        self.desk.database.run(acts.change_kind, filed.case_id, kind="to_cao", by=self.by)
