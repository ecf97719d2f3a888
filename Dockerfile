# One image for web, worker and beat.
FROM python:3.11.14-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    VAR_DIR=/home/concord/var \
    STATIC_ROOT=/app/static-collected \
    MEDIA_ROOT=/media

RUN useradd --create-home --uid 10001 concord \
    && install --directory --owner=concord --group=concord /media /home/concord/var

WORKDIR /app
COPY requirements/production.txt requirements/
RUN pip install --no-deps --require-hashes -r requirements/production.txt

COPY . .
# An empty manifest tells the settings to hash and compress; collecting fills it.
RUN mkdir -p "$STATIC_ROOT" \
    && echo '{"version": "1.1", "paths": {}}' > "$STATIC_ROOT/staticfiles.json" \
    && SECRET_KEY=for-collecting-alone python manage.py collectstatic --noinput

USER concord
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-", "lms.wsgi"]
