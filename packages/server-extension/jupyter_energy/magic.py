"""``%energy`` and ``%%energy``, which are to joules what ``%time`` is to seconds."""

from __future__ import annotations

import ast
import contextlib
from typing import Any

from IPython.core import magic
from IPython.core.error import UsageError
from IPython.core.magic import (
    Magics,
    line_cell_magic,
    magics_class,
    needs_local_scope,
    no_var_expand,
)

from .measuring import measure

#: A final semicolon silences the result; before IPython 8.9 it does not.
_can_be_silenced = getattr(magic, "output_can_be_silenced", lambda function: function)


@magics_class
class EnergyMagics(Magics):
    """The magic in both forms."""

    @_can_be_silenced  # type: ignore[untyped-decorator]
    @no_var_expand
    @needs_local_scope
    @line_cell_magic
    def energy(
        self, line: str, cell: str | None = None, local_ns: dict[str, Any] | None = None
    ) -> Any:
        """Runs the statement or the cell and says what energy that took: %energy, %%energy.

        The value of a last expression is the result. What is counted is all that this kernel uses
        in the meantime, threads and processes that it started before included.
        """
        if cell is not None and line.strip():
            raise UsageError("%%energy measures what is below it: nothing may follow on its line.")
        code = line if cell is None else cell
        if not code.strip():
            raise UsageError("%energy measures a statement, %%energy a cell: there is none.")
        return self._run(code, local_ns)

    def _run(self, code: str, local_ns: dict[str, Any] | None) -> Any:
        shell: Any = self.shell
        source = shell.transform_cell(code)
        # Under this name tracebacks find the lines.
        name = shell.compile.cache(source, shell.execution_count, raw_code=code)
        tree = shell.transform_ast(shell.compile.ast_parse(source, filename=name))
        last = tree.body[-1] if tree.body else None
        value = None
        if isinstance(last, ast.Expr):
            value = shell.compile(ast.Expression(last.value), name, "eval")
            tree.body.pop()
        statements = shell.compile(tree, name, "exec")
        measured = measure()
        measured.says_absence = False
        try:
            with measured:
                exec(statements, shell.user_ns, local_ns)  # noqa: S102
                return None if value is None else eval(value, shell.user_ns, local_ns)  # noqa: S307
        finally:
            # Where it cannot be written, by a terminal of few letters, the code's result counts.
            with contextlib.suppress(OSError, ValueError):
                print(measured)
