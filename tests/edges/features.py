"""A node's OGC API Features and GeoParquet as OWSLib, GDAL and GeoPandas read them."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.parse

from owslib.ogcapi.features import Features
from owslib.util import Authentication

from node import BOATS, Node, recording
from sample import check, finish, tell, tried

# Across 180°, so that a client that draws nothing right past it must be given two pieces.
AREA = {"type": "Feature", "properties": {"id": "FAO/61 é", "name": "Box", "kind": "watch"},
        "geometry": {"type": "Polygon", "coordinates": [[[179, 40], [181, 40], [181, 42], [179, 42], [179, 40]]]}}
CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
COLLECTIONS = ["vessels", "tracks", "events", "areas"]


def owslib(url, token):
    # In this order: the library keeps the headers of one client for all that come after.
    refused = False
    try:
        Features(f"{url}/ogc").collections()
    except RuntimeError as fault:
        refused = "sign-in-needed" in str(fault)
    check("owslib: without a token nothing", refused)
    basic = {"auth": Authentication(username="gis", password=token)}
    found = Features(f"{url}/ogc", **basic)
    described = found.api()
    check("owslib: the description of the API is OpenAPI 3.0 of these collections",
          described["openapi"].startswith("3.0.") and all(f"/collections/{one}/items" in described["paths"] for one in COLLECTIONS), list(described["paths"]))
    for how, given in (("basic", basic), ("bearer", {"headers": {"Authorization": f"Bearer {token}"}})):
        found = Features(f"{url}/ogc", **given)
        check(f"owslib: conformance, {how}", CORE in found.conformance()["conformsTo"], found.conformance())
    found = Features(f"{url}/ogc/", **basic)
    listed = found.feature_collections()
    check("owslib: collections", listed == COLLECTIONS, listed)
    one = found.collection("vessels")
    check("owslib: a collection", one["itemType"] == "feature" and one["extent"]["spatial"]["bbox"][0] == [-180, -90, 180, 90], one)
    everything = found.collection_items("vessels", limit=100)
    check("owslib: nine vessels", everything["numberMatched"] == everything["numberReturned"] == 9, everything["numberMatched"])
    ids = []
    for offset in range(0, 12, 4):
        ids += [it["id"] for it in found.collection_items("vessels", limit=4, offset=offset)["features"]]
    check("owslib: pages hold each once", sorted(ids) == sorted(it["id"] for it in everything["features"]), ids)
    for box, boats in (([179.9, 40.5, -179, 42], 2), ([179.9, 40.5, 180, 42], 1), ([-180, 40.5, -179, 42], 1), ([-179, 40.5, 179.9, 42], 0)):
        got = found.collection_items("vessels", bbox=box)["features"]
        check(f"owslib: box {box}", len(got) == boats, [it["id"] for it in got])
    for span, count in (("2026-03-01T00:00:00Z/..", 9), ("../2026-01-01T00:00:00Z", 0)):
        check(f"owslib: time {span}", found.collection_items("vessels", datetime_=span)["numberMatched"] == count)
    for one in COLLECTIONS:
        for feature in found.collection_items(one, limit=3)["features"]:
            again = found.collection_item(one, urllib.parse.quote(str(feature["id"]), safe=""))
            check(f"owslib: {one} {feature['id']} alone", again["id"] == feature["id"] and again["geometry"] == feature["geometry"], again)
    refused = False
    try:
        found.collection_items("vessels", mmsi=412000001)
    except RuntimeError as fault:
        refused = "query" in str(fault)
    check("owslib: an unknown parameter is refused, with its reason", refused)


def gdal(url, token, folder, events):
    source = ["-oo", f"USERPWD=gis:{token}"]
    for layer, count in (("vessels", 9), ("tracks", 9), ("events", events), ("areas", 1)):
        for page in (2, 5_000):
            target = folder / f"{layer}-{page}.geojson"
            done = subprocess.run(["ogr2ogr", "-f", "GeoJSON", *source, "-oo", f"PAGE_SIZE={page}", target, f"OAPIF:{url}/ogc", layer],
                                  capture_output=True, text=True)
            check(f"ogr2ogr: {layer}, pages of {page}", done.returncode == 0 and not done.stderr.strip(), done.stderr)
            found = json.loads(target.read_text())["features"]
            check(f"ogr2ogr: {count} {layer}", len(found) == count, len(found))
    for box, count in ((["179.9", "40.5", "180", "42"], 1), (["-180", "40.5", "-179", "42"], 1), (["0", "0", "10", "10"], 0)):
        target = folder / f"box{'_'.join(box)}.geojson"
        subprocess.run(["ogr2ogr", "-f", "GeoJSON", *source, "-spat", *box, target, f"OAPIF:{url}/ogc", "vessels"], check=True, capture_output=True)
        found = json.loads(target.read_text())["features"]
        check(f"ogr2ogr: box {box}", len(found) == count, len(found))
    copy = folder / "all.gpkg"
    done = subprocess.run(["ogr2ogr", *source, copy, f"OAPIF:{url}/ogc"], capture_output=True, text=True)
    check("ogr2ogr: all collections into a GeoPackage", done.returncode == 0, done.stderr)
    told = subprocess.run(["ogrinfo", "-ro", "-so", copy, "areas"], capture_output=True, text=True, check=True).stdout
    check("ogr2ogr: the area is cut at 180°", re.search(r"Extent: \(-180\.0+, 40\.0+\) - \(180\.0+, 42\.0+\)", told), told)


def parquet(path, listed):
    import geopandas

    frame = geopandas.read_parquet(path)
    check("geopandas: each ranked vessel", len(frame) > 0 and sorted(frame["mmsi"]) == sorted(it["mmsi"] for it in listed), list(frame["mmsi"]))
    check("geopandas: longitude and latitude", frame.crs is not None and frame.crs.to_authority() == ("OGC", "CRS84"), frame.crs)
    places = {row.mmsi: row.geometry for row in frame.itertuples()}
    for mmsi, place in places.items():
        if mmsi in BOATS:
            check(f"geopandas: {mmsi} on her side of 180°", abs(place.x) > 179.99 and abs(place.y - 41) < 0.01, place)


def run(folder):
    node = Node(os.environ["VIGIE_BIN"], folder / "node", "--feed", recording(folder))
    try:
        node.first.raw("/api/v1/areas?source=test", json.dumps(AREA))
        node.settled()
        token = node.made("viewer")
        events = node.first.say("/api/v1/events")["total"]
        with tried("OWSLib", "OGC API Features: landing, conformance, API, collections, items, boxes across 180°, times, pages, single items, refusals"):
            owslib(node.url, token)
        if shutil.which("ogr2ogr"):
            number = subprocess.run(["ogr2ogr", "--version"], capture_output=True, text=True).stdout.split(",")[0].removeprefix("GDAL ")
            with tried("ogr2ogr", "OGC API Features: four collections by pages of 2 and 5,000, boxes, GeoPackage", number=number):
                gdal(node.url, token, folder, events)
        else:
            number = ""
            tell("ogr2ogr", "", "skipped", "GDAL is not installed (apt-get install gdal-bin)")
        path = folder / "list.parquet"
        path.write_bytes(node.first.raw("/api/v1/list.parquet")[0])
        listed = node.first.say("/api/v1/list?limit=1000")["vessels"]
        with tried("geopandas", f"GeoParquet of the ranked list ({len(listed)} vessels): rows, places, CRS84"):
            parquet(path, listed)
        formats = subprocess.run(["ogrinfo", "--formats"], capture_output=True, text=True).stdout if number else ""
        if "Parquet" in formats:
            with tried("ogr2ogr", "GeoParquet of the ranked list", number=number):
                target = folder / "list.geojson"
                subprocess.run(["ogr2ogr", "-f", "GeoJSON", target, path], check=True, capture_output=True)
                check("ogr2ogr: each ranked vessel", len(json.loads(target.read_text())["features"]) == len(listed))
        else:
            tell("ogr2ogr", number, "skipped", "GeoParquet: this GDAL is built without the Parquet driver")
    finally:
        node.stop()


with tempfile.TemporaryDirectory() as name:
    run(pathlib.Path(name))
finish()
