"""Where spans go: an OTLP collector over HTTP. Loaded only where BANSOS_OTLP_ENDPOINT is set.

Needs the extra `otel` (`pip install 'tanya-bansos[otel]'`).
"""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def set_up(endpoint: str) -> TracerProvider:
    """Send this process's spans to `endpoint` (scheme and host; `/v1/traces` is added). The
    caller shuts the provider down at the end, so that the last ones are sent."""
    provider = TracerProvider(resource=Resource.create({"service.name": "tanya-bansos"}))
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return provider
