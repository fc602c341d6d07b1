import { BlockList, isIP } from "node:net";

/**
 * Networks that a feed may not be in. Only public unicast is allowed, so that an address in somebody's gbfs.json never
 * leads into the network that the poller runs in. Source: IANA's special-purpose registries for IPv4 (RFC 6890) and
 * IPv6.
 */
const NOT_PUBLIC_IPV4: readonly (readonly [network: string, prefixBits: number])[] = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // carriers' NAT
  ["127.0.0.0", 8], // loopback
  ["168.63.129.16", 32], // Azure's host
  ["169.254.0.0", 16], // link-local, and where clouds answer for credentials
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.31.196.0", 24], // AS112
  ["192.52.193.0", 24], // multicast tunnels
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // private
  ["192.175.48.0", 24], // AS112
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, and broadcast
];

/** All global unicast addresses. Mapped IPv4, NAT64, unique local and link-local addresses lie outside it. */
const GLOBAL_IPV6 = ["2000::", 3] as const;

const NOT_PUBLIC_IPV6: readonly (readonly [network: string, prefixBits: number])[] = [
  ["2001::", 23], // protocol assignments: Teredo, ORCHID, benchmarks
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4, which has an IPv4 address inside
  ["2620:4f:8000::", 48], // AS112
  ["3fff::", 20], // documentation
];

const notPublic = new BlockList();
const globalIpv6 = new BlockList();
const loopback = new BlockList();
for (const [network, prefixBits] of NOT_PUBLIC_IPV4) notPublic.addSubnet(network, prefixBits, "ipv4");
for (const [network, prefixBits] of NOT_PUBLIC_IPV6) notPublic.addSubnet(network, prefixBits, "ipv6");
globalIpv6.addSubnet(...GLOBAL_IPV6, "ipv6");
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Returns false also for a text that is not an address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, "ipv4");
  return family === 6 && globalIpv6.check(address, "ipv6") && !notPublic.check(address, "ipv6");
}

export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 4 ? "ipv4" : "ipv6");
}
