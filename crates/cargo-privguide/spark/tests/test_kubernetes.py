"""The Job's manifest: it is one, and its script is run as its indexes would run it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess

import kubernetes_validate
import packages
import pytest
import yaml
from conftest import HERE, REPOSITORY

MANIFEST = HERE.parents[1] / "kubernetes" / "job.yaml"
# Fields of the Job that came last: `backoffLimitPerIndex`, 1.29.
VERSIONS = ("1.29", "1.37")


@pytest.fixture(scope="module")
def job():
    return yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))


@pytest.fixture
def data(tmp_path, binary):
    """A volume, and a PATH with nothing but what the image has."""
    made = packages.make(
        tmp_path / "packages", packages.samples(REPOSITORY), range(11), damaged_every=5
    )
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "packages.txt").write_text(
        "\n".join(f"packages/{path.name}" for path in made)
    )
    (tmp_path / "lines").mkdir()
    (tmp_path / "bin").mkdir()
    applets = re.search(
        r"const APPLETS.*?= \[(.*?)\]",
        (REPOSITORY / "xtask/src/dist/image.rs").read_text(),
        re.DOTALL,
    )
    for name in re.findall(r'"([a-z]+)"', applets[1]):
        found = shutil.which(name)
        if found:
            (tmp_path / "bin" / name).symlink_to(found)
    (tmp_path / "bin" / "privguide").symlink_to(binary)
    return tmp_path


def run_index(job, data, index: int, total: int = 4) -> int:
    """One pod, without the container."""
    container = job["spec"]["template"]["spec"]["containers"][0]
    script = container["args"][0].replace("/tmp/", f"{data}/scratch-")
    environment = {
        "PATH": str(data / "bin"),
        "HOME": str(data),
        "TOTAL": str(total),
        "JOB_COMPLETION_INDEX": str(index),
    }
    return subprocess.run(
        [*container["command"], script], cwd=data, env=environment, check=False
    ).returncode


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_a_job(job, version):
    kubernetes_validate.validate(job, version, strict=True)
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(
            {**job, "spec": {**job["spec"], "completion": 1}}, version, strict=True
        )


def test_its_numbers_agree(job):
    container = job["spec"]["template"]["spec"]["containers"][0]
    total = next(one["value"] for one in container["env"] if one["name"] == "TOTAL")
    assert job["spec"]["completionMode"] == "Indexed"
    assert int(total) == job["spec"]["completions"]
    assert job["spec"]["maxFailedIndexes"] <= job["spec"]["completions"]


def test_each_package_is_in_one_share(job, data):
    assert [run_index(job, data, index) for index in range(4)] == [0, 0, 0, 0]
    lines = [
        json.loads(line)
        for part in sorted((data / "lines").iterdir())
        for line in part.read_text().splitlines()
    ]
    assert sorted(line["input"] for line in lines) == sorted(
        (data / "lists" / "packages.txt").read_text().split()
    )
    assert sum("error" in line for line in lines) == 2
    assert sorted(path.name for path in (data / "lines").iterdir()) == [
        f"part-{index}.ndjson" for index in range(4)
    ]


def test_an_index_that_is_done_is_not_done_again(job, data):
    (data / "lines" / "part-1.ndjson").write_text("done\n")
    assert run_index(job, data, 1) == 0
    assert (data / "lines" / "part-1.ndjson").read_text() == "done\n"


def test_an_index_without_a_share_is_done(job, data):
    assert run_index(job, data, 40, total=41) == 0
    assert (data / "lines" / "part-40.ndjson").read_text() == ""


@pytest.mark.parametrize("ends", ["kill -9 $$", "exit 2", "exit 0"])
def test_a_run_that_ends_half_way_fails(job, data, binary, ends):
    (data / "bin" / "privguide").unlink()
    stand_in = data / "bin" / "privguide"
    # All but the last line of what it should say.
    stand_in.write_text(f"#!/bin/sh\n{binary} \"$@\" | sed '$d'\n{ends}\n")
    stand_in.chmod(0o755)
    assert run_index(job, data, 0) != 0
    assert not (data / "lines" / "part-0.ndjson").exists()
    assert os.listdir(data / "lines") == ["part-0.ndjson.half"]
