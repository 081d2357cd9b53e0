# Kairos as a container: two stages, nobody's root, everything that is kept under /data. See docs/deploying.md.

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/kairos
COPY requirements.txt ./
RUN /opt/kairos/bin/pip install --require-hashes --requirement requirements.txt
COPY pyproject.toml ./
COPY bot ./bot
COPY dialogs ./dialogs
COPY content ./content
# Python puts its own old setuptools into an environment; nothing here asks for it, and scanners mind its holes
RUN /opt/kairos/bin/pip install --no-deps --no-build-isolation . \
    && /opt/kairos/bin/pip uninstall --yes setuptools

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin kairos \
    && install --directory --owner=kairos --group=kairos --mode=700 /data
COPY --from=build /opt/kairos /opt/kairos
ENV PATH=/opt/kairos/bin:$PATH PYTHONUNBUFFERED=1 KAIROS_DB=/data/kairos.db KAIROS_LOG=json PORT=3000
USER kairos
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz', timeout=4)"]
CMD ["kairos", "serve"]
