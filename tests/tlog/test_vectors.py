from tests.vectors import make_tlog


def test_the_generator_makes_the_committed_vectors() -> None:
    """All of them, to the byte, and no file is left over. A hedged signature is taken from its file."""
    made = {f"{name}.json": make_tlog.written(make_tlog.keep_hedged(name, case)) for name, case in make_tlog.cases()}
    committed = {path.name: path.read_text(encoding="utf-8") for path in make_tlog.FOLDER.glob("*.json")}

    assert made == committed
