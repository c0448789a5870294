"""What is in `deploy/` fits the program: settings, paths, commands, metrics, files, sizes."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

import bot.metrics
import bot.web.metrics  # noqa: F401 - what a web process counts
from bot.cli import COMMANDS
from bot.config import Settings
from bot.console.build import LIMITS
from bot.storage.queues import Queues
from bot.web.api_route import API_LIMITS
from bot.web.gauges import _told

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
# Of the compose file and the proxy, not of the program.
ELSEWHERE = {"BANSOS_DOMAIN", "BANSOS_WEB_HOST", "BANSOS_WEB_PORT"}
TEXTS = [path for path in DEPLOY.rglob("*") if path.is_file()]


def compose() -> dict[str, Any]:
    """The compose file."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


def manifests() -> list[dict[str, Any]]:
    """Kubernetes' resources."""
    return list(yaml.safe_load_all((DEPLOY / "kubernetes" / "bansos.yaml").read_text()))


def containers() -> list[dict[str, Any]]:
    """Their containers."""
    return [
        container
        for one in manifests()
        if one["kind"] in ("Job", "Deployment")
        for container in one["spec"]["template"]["spec"]["containers"]
    ]


def pods() -> list[dict[str, Any]]:
    """Their pods."""
    return [
        m["spec"]["template"]["spec"] for m in manifests() if m["kind"] in ("Job", "Deployment")
    ]


@pytest.mark.parametrize("path", [*TEXTS, ROOT / ".env.example"], ids=lambda path: path.name)
def test_every_setting_named_is_one(path: Path) -> None:
    """Each BANSOS_ name in a file of `deploy/` is a setting of the program."""
    known = {f"BANSOS_{name.upper()}" for name in Settings.model_fields} | ELSEWHERE
    named = set(re.findall(r"\bBANSOS_[A-Z0-9_]*[A-Z0-9]\b", path.read_text()))

    assert named - known == set()


def test_every_command_is_one() -> None:
    """What the containers run are commands of the program."""
    service = compose()["services"]
    run = [service[name]["command"] for name in ("migrate", "web", "worker")]
    run += [container["command"] for container in containers()]
    run += [
        shlex.split(line.replace("[", "").replace("]", "").replace(",", " "))
        for line in re.findall(r"^CMD (\[.*\])$", containerfile(), re.MULTILINE)
    ]

    assert {command[0] for command in run} == {"bansos"}
    assert {command[1] for command in run} <= set(COMMANDS)


def containerfile() -> str:
    """Its text."""
    return (DEPLOY / "Containerfile").read_text()


def test_what_the_image_copies_is_there() -> None:
    """Every file the image is made of exists; every package of the project is among them."""
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(.*)$", containerfile(), re.MULTILINE)
        for word in line.split()[:-1]
    ]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = {
        name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]
    }

    assert all((ROOT / name).exists() for name in copied)
    assert packages <= set(copied)


def test_the_build_sees_what_it_copies_and_nothing_else() -> None:
    """No data, no .env and no history of this folder reaches whoever builds the image."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {
        word
        for line in re.findall(r"^COPY (?!--from)(.*)$", containerfile(), re.MULTILINE)
        for word in line.split()[:-1]
    }

    assert [line for line in lines if line[:1] not in "#!"] == ["*", "**/__pycache__"]
    assert let_in == copied


def test_containers_listen_for_others_whatever_the_operators_file_says() -> None:
    """`.env.example`, copied as the files tell, says 127.0.0.1: each container has its own."""
    ours = {
        "BANSOS_HOST": "0.0.0.0",  # noqa: S104 - in the container
        "BANSOS_PORT": "8000",
        "BANSOS_DATA_DIR": "/var/lib/bansos",
    }
    for name in ("migrate", "web", "worker"):
        environment = compose()["services"][name]["environment"]
        assert {key: str(environment.get(key)) for key in ours} == ours
    for container in containers():
        assert {one["name"]: one["value"] for one in container["env"]} == ours
        assert all(port["containerPort"] == 8000 for port in container.get("ports", []))
        for probe in ("readinessProbe", "livenessProbe"):
            assert container.get(probe, {}).get("httpGet", {}).get("port", 8000) == 8000


def test_services_name_what_is_declared() -> None:
    """A service waits for services there are, and mounts volumes that are declared."""
    whole = compose()
    for service in whole["services"].values():
        assert set(service.get("depends_on", {})) <= set(whole["services"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            declared = source in whole["volumes"]
            assert declared or (DEPLOY / source).is_file()


def test_nothing_runs_as_root_or_writes_beside_its_volumes() -> None:
    """Both ways of running keep the root file system read-only and drop every capability."""
    for name in ("migrate", "web", "worker"):
        service = compose()["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert "/tmp" in service["tmpfs"]  # noqa: S108 - in the container
    for container in containers():
        context = container["securityContext"]
        assert context["runAsNonRoot"]
        assert context["readOnlyRootFilesystem"]
        assert {mount["mountPath"] for mount in container["volumeMounts"]} >= {"/tmp"}  # noqa: S108
    user = re.search(r"^USER (\d+)$", containerfile(), re.MULTILINE)
    assert user is not None
    for pod in pods():
        volumes = [volume for volume in pod["volumes"] if "persistentVolumeClaim" in volume]
        group = pod.get("securityContext", {}).get("fsGroup")
        assert not volumes or group == int(user[1])


def test_probes_and_pages_are_the_programs_own() -> None:
    """Health checks ask for pages there are; the world reaches what it must and no metrics."""
    asked = {
        container[probe]["httpGet"]["path"]
        for container in containers()
        for probe in ("readinessProbe", "livenessProbe")
        if probe in container
    }
    (ingress,) = [one for one in manifests() if one["kind"] == "Ingress"]
    (rule,) = ingress["spec"]["rules"]
    public = {path["path"] for path in rule["http"]["paths"]}
    proxy = (DEPLOY / "Caddyfile").read_text()

    assert asked == {"/healthz", "/readyz"}
    # `doctor` looks for /healthz at the public address.
    assert public == {"/healthz", "/hooks", "/media", "/static", "/petugas", "/terbuka", "/api/v1"}
    assert "@inside path /metrics\n\trespond @inside 404" in proxy


def test_the_proxies_let_the_largest_form_through() -> None:
    """A broadcast's picture with recordings in several languages is not stopped on its way."""
    largest = max([*LIMITS.values(), *API_LIMITS.values()])
    caddy = re.search(r"max_size (\d+)MB", (DEPLOY / "Caddyfile").read_text())
    (ingress,) = [one for one in manifests() if one["kind"] == "Ingress"]
    nginx = ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/proxy-body-size"]

    assert caddy is not None
    assert int(caddy[1]) * 1_000_000 >= largest
    assert int(nginx.removesuffix("m")) * 1_048_576 >= largest


def test_the_dashboard_asks_for_metrics_there_are() -> None:
    """Each query of the Grafana file names metrics and labels that a web process tells."""
    gauges = _told(
        Queues(
            outbox=1, humans=1, broadcasts=1, circuit_open=0, oldest=1.0, submissions={"queued": 1}
        )
    ).decode()
    labels: dict[str, set[str]] = {}
    for family in [*REGISTRY.collect(), *text_string_to_metric_families(gauges)]:
        kind = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"]}
        for suffix in kind.get(family.type, [""]):
            labels[family.name + suffix] = set()
    for name, collector in REGISTRY._names_to_collectors.items():
        if name in labels:
            labels[name] = set(getattr(collector, "_labelnames", ())) | {"le"}
    labels["bansos_submissions_undelivered"] = {"state"}
    panels = json.loads((DEPLOY / "grafana" / "bansos.json").read_text())["panels"]
    queries = [target["expr"] for panel in panels for target in panel.get("targets", [])]

    assert queries
    for query in queries:
        names = set(re.findall(r"\bbansos_\w+", query))
        assert names <= set(labels), query
        wanted = {
            label.strip()
            for group in re.findall(r"by \(([^)]*)\)", query)
            for label in group.split(",")
        } | set(re.findall(r"(\w+)=~?\"", query))
        assert wanted <= set.union(*(labels[name] for name in names)), query
