import { expect, test } from "vitest";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { alertFeatures } from "../../functions/views/alert-features.ts";

const ALERT: AlertItem = {
  systemId: "lisbon",
  alertId: "2026-05-04T09:12:00.000Z/1/full",
  rule: "full",
  status: "open",
  stationId: "1",
  startedAt: "2026-05-04T09:12:00.000Z",
  openedAt: "2026-05-04T09:12:00.000Z",
  baseline: false,
  emptyInSystem: 2,
  ruleVersion: "v",
};

test("an alert is a point, the longitude first, with its attributes as properties", () => {
  const position = { latitude: 38.7139, longitude: -9.14 };
  expect(alertFeatures([{ alert: ALERT, position }])).toEqual({
    type: "FeatureCollection",
    features: [
      {
        type: "Feature",
        id: "lisbon/2026-05-04T09:12:00.000Z/1/full",
        geometry: { type: "Point", coordinates: [-9.14, 38.7139] },
        properties: ALERT,
      },
    ],
  });
});

test("what has no position has a null geometry, which RFC 7946 wants there, and keeps its place", () => {
  const here = { latitude: 0, longitude: 0 };
  const { features } = alertFeatures([
    { alert: ALERT, position: null },
    { alert: { ...ALERT, alertId: "later" }, position: here },
  ]);
  expect(features.map(({ geometry }) => geometry?.coordinates ?? null)).toEqual([null, [0, 0]]);
  expect(alertFeatures([])).toEqual({ type: "FeatureCollection", features: [] });
});
