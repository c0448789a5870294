"""What the processes count, wherever it happens. Labels are channels, outcomes and error codes."""

from prometheus_client import Counter, Histogram

SENDS = Counter(
    "bansos_sends_total",
    "Messages by channel, kind (reply, notice, broadcast, staff) and outcome",
    ["channel", "kind", "outcome"],
)
DELIVERIES = Counter(
    "bansos_dtks_deliveries_total", "Tries to deliver a submission to DTKS, by outcome", ["outcome"]
)
CALLS = Histogram(
    "bansos_dtks_call_seconds",
    "Time of a request to DTKS or for a medium, by request and outcome",
    ["request", "outcome"],
    buckets=(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
FAULTS = Counter("bansos_flow_faults_total", "Flows that broke, by flow", ["flow"])
