"""A receipt opened: the file that it is of, byte for byte, or why that cannot be had."""

from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from learning.services.dates import institution_zone
from reports.answers import how_many_rows, report_of
from reports.forms import ReceiptForm
from reports.interchange.report_jobs import ask_export, refuse, why_not
from reports.receipts import Receipt
from reports.views.asked import refuse_strangers
from reports.views.files import AT_ONCE, report_file


@require_http_methods(["GET", "POST"])
def open_receipt(request: SignedInRequest) -> HttpResponseBase:
    """Ask for the code, then send its file; a long workbook is written meanwhile."""
    refuse_strangers(request.user)
    form = ReceiptForm(request.POST or None)
    if form.is_valid():
        try:
            return opened(request, form.cleaned_data["code"])
        except ValidationError as refusal:
            form.add_error("code", refusal)
        except LookupError as error:
            form.add_error("code", why_not(error))
    context = {"section": "reports", "form": form}
    status = 422 if form.errors else 200
    return render(request, "reports/open_receipt.html", context, status=status)


def opened(request: SignedInRequest, receipt: Receipt) -> HttpResponseBase:
    """What the person may have of it today. LookupError where it cannot be made again."""
    now = timezone.now()
    refuse(request.user, receipt, now=now)
    report = report_of(receipt, institution_zone())
    if receipt.format == "xlsx" and how_many_rows(receipt, report) > AT_ONCE:
        job = ask_export(receipt, now=now, by=request.user, request_id=request.request_id)
        return redirect("reports:report_file", job.uuid)
    return report_file(receipt, report)
