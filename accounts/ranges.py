"""A file, or the one part of it that is asked for: a film wound forward, a download resumed."""

import re
from collections.abc import Iterator

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})$")
BLOCK = 64 * 1024


def file_or_part(
    request: HttpRequest, file: FieldFile, etag: str
) -> HttpResponse | StreamingHttpResponse:
    """The file under its ETag, or the range asked for (206); 416 where there is no such part.

    A range is of the file that its asker began with (`If-Range`): of another it gets the whole.
    """
    begun_with = request.headers.get("If-Range", etag)
    wanted = request.headers.get("Range", "") if begun_with == etag else ""
    response = _part_of(file, wanted)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


def _part_of(file: FieldFile, wanted: str) -> HttpResponse | StreamingHttpResponse:
    asked = RANGE.match(wanted)
    if not asked or asked[0] == "bytes=-":
        return FileResponse(file.open("rb"))
    size = file.size
    first, last = asked[1], asked[2]
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_blocks(file, start, end + 1), status=206)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end + 1 - start)
    return response


def _blocks(found: FieldFile, start: int, end: int) -> Iterator[bytes]:
    with found.open("rb") as file:
        file.seek(start)
        while start < end and (block := file.read(min(BLOCK, end - start))):
            start += len(block)
            yield block
