"""The control: a plain page behind the same middleware, and its address beside ours.

Session, person, one query, a template of twenty rows: what any page of ours costs at least.
"""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.http import require_GET

from accounts.models import Unit

TEMPLATE = """<!doctype html><html lang="en"><head><title>Control</title></head><body>
<p>{{ user.display_name }}</p><table>{% for unit in units %}
<tr><td>{{ unit.name }}</td><td>{{ unit.path }}</td><td>{{ unit.uuid }}</td></tr>{% endfor %}
</table></body></html>"""
template = engines["django"].from_string(TEMPLATE)


@require_GET
def control(request: HttpRequest) -> HttpResponse:
    return HttpResponse(template.render({"units": Unit.objects.in_order()[:20]}, request))


urlpatterns = [path("bench/control/", control), path("", include("lms.urls"))]
handler404 = "lms.views.not_found"
