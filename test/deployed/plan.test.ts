import { expect, test } from "vitest";
import { emulatorEnvironment } from "../../local/aws-emulators/variables.ts";
import { placeFrom, placeVariable } from "./place.ts";
import { assertOnThisMachine, planOf } from "./plan.ts";

const HERE = "http://127.0.0.1:4566";
const ELSEWHERE = "https://dynamodb.eu-west-1.amazonaws.com";
const FEED = "https://bikes.example/gbfs.json";

test("without an endpoint it starts emulators, whatever keys and profiles there are", () => {
  const environment = { AWS_PROFILE: "work", AWS_ACCESS_KEY_ID: "AKIA", AWS_ENDPOINT_URL_S3: ELSEWHERE };
  expect(planOf([], environment)).toEqual({ type: "own" });
  expect(planOf([], { AWS_ENDPOINT_URL: "" })).toEqual({ type: "own" });
});

test("an endpoint is taken alone", () => {
  for (const endpoint of [HERE, "http://localhost:4566", "http://s3.localhost.localstack.cloud:4566"])
    expect(planOf([], { AWS_ENDPOINT_URL: endpoint })).toEqual({ type: "endpoint", endpoint, feed: null });
});

test("it deploys to AWS only with --yes-aws", () => {
  expect(planOf(["--yes-aws", "--feed", FEED], {})).toEqual({ type: "aws", feed: FEED });
  expect(planOf(["--yes-aws"], { AWS_ENDPOINT_URL: ELSEWHERE }).type).toBe("endpoint");
  for (const url of [ELSEWHERE, "http://10.0.0.1:4566", "http://127.0.0.1.example:4566", "nowhere"])
    expect(() => planOf([], { AWS_ENDPOINT_URL: url })).toThrow(`AWS_ENDPOINT_URL is "${url}", expected`);
});

test("one service with an endpoint elsewhere is refused too", () => {
  const environment = { AWS_ENDPOINT_URL: HERE, AWS_ENDPOINT_URL_DYNAMODB: ELSEWHERE };
  expect(() => planOf([], environment)).toThrow(`AWS_ENDPOINT_URL_DYNAMODB is "${ELSEWHERE}", expected`);
});

test.each([
  [["--yes"], "--yes"],
  [["aws"], "aws"],
  [["--feed", "gbfs.json", "--yes-aws"], '--feed is "gbfs.json", expected a URL'],
  [["--feed", FEED], "--feed is for"],
])("%j is refused", (words, sentence) => {
  expect(() => planOf(words, {})).toThrow(sentence);
});

test("the environment for an emulator has nothing that leads to AWS", () => {
  const before = {
    HOME: "/home/somebody",
    AWS_PROFILE: "work",
    AWS_ACCESS_KEY_ID: "AKIA",
    AWS_SESSION_TOKEN: "token",
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
    AWS_ENDPOINT_URL_DYNAMODB: ELSEWHERE,
    AWS_REGION: "eu-west-1",
    CDK_DEFAULT_ACCOUNT: "123456789012",
  };
  const environment = emulatorEnvironment(HERE, before);
  expect(environment).toMatchObject({ HOME: "/home/somebody", AWS_REGION: "eu-west-1" });
  expect(() => assertOnThisMachine(environment)).not.toThrow();
  const values = [...Object.values(environment), ...Object.keys(environment)].join(" ");
  expect(values).not.toMatch(/work|AKIA|token|amazonaws|IGNORE|CDK_DEFAULT|123456789012/i);
});

test("the suite refuses an unnamed place, and a local one whose endpoint is elsewhere", () => {
  expect(() => placeFrom({ AWS_ENDPOINT_URL: HERE })).toThrow("npm run test:deployed");
  const place = { name: "here", isOnThisMachine: true, feed: null };
  const variable = placeVariable(place);
  expect(placeFrom({ ...variable, AWS_ENDPOINT_URL: HERE })).toEqual(place);
  expect(() => placeFrom(variable)).toThrow('AWS_ENDPOINT_URL is ""');
  expect(() => placeFrom({ ...variable, AWS_ENDPOINT_URL: ELSEWHERE })).toThrow("expected an address");
});
