"""A report as a file, sent at once."""

from tempfile import TemporaryFile

from django.http import FileResponse, StreamingHttpResponse

from reports.answers import Report, write_answer, written
from reports.receipts import Receipt, file_name

AT_ONCE = 50_000  # rows of a workbook that somebody waits for: some seconds
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def report_file(receipt: Receipt, report: Report) -> StreamingHttpResponse:
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
    response["Content-Disposition"] = f'attachment; filename="{file_name(receipt)}"'
    response["Receipt"] = receipt.code
    return response
