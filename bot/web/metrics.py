"""What the web process counts. Labels are channels and outcomes, never anything of a citizen."""

from prometheus_client import Counter, Histogram

WEBHOOKS = Counter(
    "bansos_webhooks_total",
    "Webhook calls by channel and outcome"
    " (taken, empty, forged, packed, too_large, too_slow, failed)",
    ["channel", "outcome"],
)
# From the first byte to the answer after the commit. Twilio wants it within a second.
WEBHOOK_SECONDS = Histogram(
    "bansos_webhook_seconds",
    "Time from a webhook call to its answer after the durable commit",
    ["channel"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)
