"""The list of tags as a model."""

from pytestqt.modeltest import ModelTester

from app.ui.settings.tag_list import TagModel


def test_the_tags_are_a_correct_model(qtmodeltester: ModelTester) -> None:
    model = TagModel()
    model.show_rows([(n, f"tag {n} 🏷 " + "x" * 300, n * 1000) for n in range(40)])
    qtmodeltester.check(model)
    assert model.index(3, 1).data() == "3,000"
    model.show_rows([])
    assert model.rowCount() == 0
