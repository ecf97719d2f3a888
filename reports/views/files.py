"""A report as a file, sent at once."""

from collections.abc import Iterable
from tempfile import TemporaryFile

from django.http import FileResponse, HttpRequest, StreamingHttpResponse

from reports.answers import write_answer, written
from reports.exports import Row, csv_lines
from reports.queries.completion import CompletionReport
from reports.receipts import Receipt

CSV = "text/csv; charset=utf-8"
TYPES = {
    "csv": CSV,
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def csv_file(
    request: HttpRequest, name: str, columns: Row, rows: Iterable[Row]
) -> StreamingHttpResponse:
    """A CSV sent as it is read; `?bom=1` puts a byte-order mark first."""
    lines = csv_lines(columns, rows, bom=request.GET.get("bom") == "1")
    response = StreamingHttpResponse(lines, content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def report_file(receipt: Receipt, report: CompletionReport) -> StreamingHttpResponse:
    """A report in the shape its receipt says, the receipt beside it.

    Text is sent as it is read; a workbook is written first, for its end says where its parts are.
    """
    kind = TYPES[receipt.format]
    response: StreamingHttpResponse
    if receipt.format == "xlsx":
        file = TemporaryFile()  # noqa: SIM115  (closed by the response)
        write_answer(receipt, report, file)
        file.seek(0)
        response = FileResponse(file, content_type=kind)
    else:
        response = StreamingHttpResponse(written(receipt, report), content_type=kind)
    name = file_name(receipt, report)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Receipt"] = receipt.code
    return response


def file_name(receipt: Receipt, report: CompletionReport) -> str:
    """What it is, and of which day."""
    return f"{receipt.kind}-{report.moment.on:%Y-%m-%d}.{receipt.format}"
