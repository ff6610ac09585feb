"""The browser's modules in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.form.bundle import BundleError, bundle
from reflect.form.widget import FormCode
from tests.nodejs import value_of


def write(folder: Path, **modules: str) -> Path:
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source, "utf-8")
    return folder / "entry.js"


def test_each_module_runs_once_after_what_it_imports_and_keeps_its_own_names(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        entry=(
            'import { add as put, inOrder } from "./order.js";\n'
            'import "./first.js";\nimport {\n  second,\n} from "./second.js";\n\n'
            'const own = "entry";\nput(own);\nexport const result = [...inOrder, second()];\n'
        ),
        order="export const inOrder = [];\nexport function add(name) {\n  inOrder.push(name);\n}\n",
        first='import { add } from "./order.js";\nconst own = "first";\nadd(own);\n',
        second=(
            'import { add } from "./order.js";\nimport "./first.js";\n'
            'const own = "second";\nadd(own);\nexport const second = () => own.toUpperCase();\n'
        ),
    )
    (tmp_path / "bundled.mjs").write_text(bundle(entry), "utf-8")
    assert value_of("module.result", of="bundled.mjs", folder=tmp_path) == ["first", "second", "entry", "SECOND"]


def test_modules_in_a_circle_are_named(tmp_path: Path) -> None:
    entry = write(tmp_path, entry='import "./a.js";\n', a='import "./b.js";\n', b='import "./a.js";\n')
    with pytest.raises(BundleError, match=r"in a circle: entry\.js, a\.js, b\.js, a\.js"):
        bundle(entry)


@pytest.mark.parametrize(
    "line",
    [
        'import a from "./a.js";',
        'import * as a from "./a.js";',
        'import "somewhere";',
        "export default 1;",
        "export { x };",
        "export let y = 1;",
    ],
)
def test_what_cannot_be_followed_is_named(tmp_path: Path, line: str) -> None:
    entry = write(tmp_path, entry=f"const x = 1;\n{line}\n", a="")
    with pytest.raises(BundleError, match=r"entry\.js imports or exports in a way that is not used here"):
        bundle(entry)


def test_a_page_gets_the_files_as_they_are_only_while_reflect_is_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    code = FormCode(javascript="", style="")
    assert code.get_state()["javascript"] == ""
    monkeypatch.setenv("REFLECT_DEBUG", "1")
    assert code.get_state()["javascript"].rstrip().endswith("export const { show } = $form;")
    assert ".reflect-field" in code.get_state()["style"]
