import { envelope, files, informationStations, NOW, statusStations } from "../cli/feed-bodies.ts";

/** One valid body for each file of a feed, with an example of everything it may contain. */

export const DISCOVERY_2 = files().gbfs;
export const DISCOVERY_3 = envelope(
  { feeds: [{ name: "station_status", url: "../status" }] },
  { version: "3.0" },
);
export const STATUS_2 = envelope({
  stations: statusStations()
    .slice(0, 3)
    .map((station) => ({
      ...station,
      num_ebikes_available: 1,
      num_bikes_available_types: { ebike: 1 },
      vehicle_types_available: [{ vehicle_type_id: "e", count: 1 }],
    })),
});
export const INFORMATION = envelope({
  stations: [
    ...informationStations().slice(0, 2),
    { station_id: "z", name: [{ text: "Z", language: "en" }] },
  ],
});
export const SYSTEM = envelope({
  timezone: "Europe/Berlin",
  opening_hours: "Mo-Fr 06:00-23:00",
  name: "City",
});
export const HOURS = envelope({
  rental_hours: [
    { user_types: ["member"], days: ["mon", "tue"], start_time: "06:00:00", end_time: "25:59:59" },
  ],
});
export const VEHICLE_TYPES = envelope({
  vehicle_types: [{ vehicle_type_id: "e", form_factor: "bicycle", propulsion_type: "electric_assist" }],
});
export const JCDECAUX_1 = [
  {
    number: 7,
    name: "QUAY",
    address: "1 Quay",
    position: { lat: 45.7, lng: 4.8 },
    status: "OPEN",
    available_bikes: 3,
    available_bike_stands: 7,
    bike_stands: 10,
    last_update: NOW,
  },
];
export const JCDECAUX_3 = [
  {
    number: 7,
    name: "QUAY",
    position: { latitude: 45.7, longitude: 4.8 },
    status: "OPEN",
    connected: true,
    lastUpdate: "2026-05-04T11:59:00Z",
    totalStands: {
      availabilities: {
        bikes: 3,
        stands: 7,
        electricalInternalBatteryBikes: 1,
        electricalRemovableBatteryBikes: 1,
      },
      capacity: 10,
    },
  },
];
