"""Ready questions, asked of packages whose answers are known."""

from __future__ import annotations

import packages
import pytest
from conftest import REPOSITORY

from privguide_spark import QUERIES, Command, Files, Options, Tables, query, run

APP = {
    "project.config.json": b'{"appid": "wx0123456789abcdef", "compileType": "miniprogram"}',
    "app.json": b'{"pages": ["pages/index"], "requiredPrivateInfos": ["getLocation", "chooseAddress"]}',
    "pages/index.wxml": b"<view/>",
    "privguide.toml": b"format = 2\n",
}
LOCATION = b"wx.getLocation({})\n"
ADDRESS = b"wx.chooseAddress({})\n"
MAP = b"const Map = require('../qqmap-wx-jssdk.min.js')\nnew Map({ key: 'k' })\n"


def package(script: bytes, **more: bytes) -> bytes:
    files = {**APP, **more, "pages/index.js": b"Page({ onLoad() {} })\n" + script}
    return packages.packed({name.replace("__", "/"): content for name, content in files.items()})


@pytest.fixture(scope="module")
def tables(spark, binary, tmp_path_factory):
    folder = tmp_path_factory.mktemp("queries")
    sdk = (REPOSITORY / "tests/programs/complaints/map-sdk").rglob("qqmap-wx-jssdk.min.js")
    library = next(sdk).read_bytes()
    made = {
        "alpha-1.tgz": package(LOCATION),
        "alpha-2.tgz": package(LOCATION + ADDRESS),
        "beta-1.tgz": package(LOCATION + ADDRESS),
        "beta-2.tgz": package(ADDRESS + b"// less\n"),
        "gamma-1.tgz": package(b"// nothing\n"),
        "gamma-2.tgz": package(MAP, **{"qqmap-wx-jssdk.min.js": library}),
        "delta-1.tgz": package(LOCATION + b"// only one version\n"),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    spark.sparkContext.setLogLevel("ERROR")
    run(
        spark, Files(spark, [str(folder)]), str(folder / "_tables"), Options(Command(binary=binary))
    )
    return Tables(spark, str(folder / "_tables")), folder


def test_programs_that_will_be_disabled(tables):
    rows = query(tables[0], "disabled").collect()
    found = {
        (row["name"].rsplit("/", 1)[1], row["information"], row["interface"], row["uses"])
        for row in rows
    }
    assert ("alpha-1.tgz", "Location", "wx.getLocation", 1) in found
    assert ("alpha-2.tgz", "Address", "wx.chooseAddress", 1) in found
    assert not [
        one for one in found if one[0] in ("beta-2.tgz", "gamma-1.tgz") and one[1] == "Location"
    ]


def test_the_spread_of_third_parties(tables):
    rows = query(tables[0], "sdk_spread").collect()
    assert [(row["id"], row["packages"], row["programs"]) for row in rows] == [
        ("qqmap-wx-jssdk", 1, 1)
    ]


def test_drift_between_two_versions_of_a_template(tables):
    opened, folder = tables
    rows = query(
        opened, "drift", before=f"file:{folder}/beta-1.tgz", after=f"file:{folder}/beta-2.tgz"
    ).collect()
    assert {tuple(row) for row in rows} == {
        ("interface", "wx.getLocation", "removed"),
        ("information", "Location", "removed"),
    }
    rows = query(
        opened, "drift", before=f"file:{folder}/alpha-1.tgz", after=f"file:{folder}/alpha-2.tgz"
    ).collect()
    assert {tuple(row) for row in rows} == {
        ("interface", "wx.chooseAddress", "added"),
        ("information", "Address", "added"),
    }


def test_guides_to_be_consented_to_again(tables):
    rows = query(tables[0], "consent", program="([a-z]+)-[0-9]+[.]tgz$").collect()
    found = {(row["customer"], row["what"], row["fact"]) for row in rows}
    assert ("alpha", "information", "Address") in found
    assert ("gamma", "third-party", "qqmap-wx-jssdk") in found
    assert not {one for one in found if one[0] in ("beta", "delta")}, (
        "less is asked for, or there is nothing to compare with"
    )


def test_a_query_that_is_not_there_says_which_are(tables):
    with pytest.raises(ValueError, match=r"drift\(before, after\)"):
        query(tables[0], "drift", before="x")
    assert set(QUERIES) == {"disabled", "sdk_spread", "drift", "consent"}


def test_a_query_leaves_the_views_of_the_caller_alone(spark, tables):
    spark.createDataFrame([("mine",)], "name string").createOrReplaceTempView("packages")
    assert query(tables[0], "sdk_spread").count() == 1
    assert [tuple(row) for row in spark.sql("SELECT * FROM packages").collect()] == [("mine",)]
    spark.catalog.dropTempView("packages")
    session = tables[0].views()
    assert session.sql("SELECT count(*) AS all FROM packages").first()["all"] == 7
