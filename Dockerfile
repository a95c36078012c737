FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/cds
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY cards cards
COPY cds_service cds_service
COPY fhir_mappers fhir_mappers
RUN /opt/cds/bin/pip install --no-cache-dir .

FROM python:3.13-slim
COPY --from=build /opt/cds /opt/cds
ENV PATH=/opt/cds/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_DATA_HOME=/data
RUN mkdir /data && chown 10001 /data
VOLUME /data
WORKDIR /tmp
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["cds-service"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
