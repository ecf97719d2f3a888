"""A report as a file."""

from collections.abc import Iterable

from django.http import HttpRequest, StreamingHttpResponse

from reports.exports import Row, csv_lines


def csv_file(
    request: HttpRequest, name: str, columns: Row, rows: Iterable[Row]
) -> StreamingHttpResponse:
    """A CSV sent as it is read; `?bom=1` puts a byte-order mark first."""
    lines = csv_lines(columns, rows, bom=request.GET.get("bom") == "1")
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
