import { describe, expect, it } from "vitest";
import { isLoopbackAddress, isPublicAddress } from "../../functions/http/addresses.ts";

describe("isPublicAddress", () => {
  it.each(["1.1.1.1", "9.255.255.255", "100.63.255.255", "172.32.0.1", "192.0.1.1", "223.255.255.255"])(
    "allows %s",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each(["2606:4700:4700::1111", "2a00:1450:4001:830::200e", "2001:200::1"])("allows %s", (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ["this network", "0.0.0.0"],
    ["private", "10.1.2.3"],
    ["private", "172.16.0.1"],
    ["private", "172.31.255.255"],
    ["private", "192.168.1.1"],
    ["carriers' NAT", "100.64.0.1"],
    ["carriers' NAT", "100.127.255.255"],
    ["loopback", "127.255.255.254"],
    ["metadata", "169.254.169.254"],
    ["task metadata", "169.254.170.2"],
    ["Azure's host", "168.63.129.16"],
    ["benchmarks", "198.19.0.1"],
    ["documentation", "203.0.113.9"],
    ["multicast", "224.0.0.1"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["unspecified", "::"],
    ["loopback", "::1"],
    ["mapped loopback", "::ffff:127.0.0.1"],
    ["mapped loopback in hexadecimal", "::ffff:7f00:1"],
    ["mapped private", "::ffff:10.0.0.1"],
    ["mapped public", "::ffff:1.1.1.1"],
    ["compatible loopback", "::127.0.0.1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["local NAT64", "64:ff9b:1::1"],
    ["discard", "100::1"],
    ["Teredo", "2001::1"],
    ["documentation", "2001:db8::1"],
    ["documentation", "3fff::1"],
    ["6to4 of a loopback", "2002:7f00:1::"],
    ["unique local", "fd00:ec2::254"],
    ["link-local", "fe80::1"],
    ["link-local with a zone", "fe80::1%lo"],
    ["multicast", "ff02::1"],
    ["no address", "feeds.example"],
    ["nothing", ""],
  ])("refuses %s: %s", (_, address) => expect(isPublicAddress(address)).toBe(false));
});

describe("isLoopbackAddress", () => {
  it.each(["127.0.0.1", "127.9.9.9", "::1"])("is %s", (address) =>
    expect(isLoopbackAddress(address)).toBe(true),
  );
  it.each(["128.0.0.1", "10.0.0.1", "::2", "1.1.1.1", "localhost"])("is not %s", (address) =>
    expect(isLoopbackAddress(address)).toBe(false),
  );
});
