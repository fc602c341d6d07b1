import { importsOf, type SourceImport } from "./source-imports.ts";

/** Folders of functions/ that deploy; the others are libraries. */
const VERBS = ["poll", "detect", "tell", "query"];
const ADAPTERS = ["feeds", "stream", "store"];
/** The one file that makes a text safe, cuts it and quotes it: a leaf that everything but the core may import. */
const TEXT = "functions/words/text.ts";
const OUTSIDE = ["infra", "local", "cli", "web", "test"];
const CLIENTS = "functions/runtime/clients.ts";
const VALIDATOR = ["functions/systems/schema.ts", "zod"];
/** The entry of the command, which loads at each start, and the packages too heavy to load there. */
const COMMAND = "cli/main.ts";
const HEAVY = ["@aws-sdk", "@smithy", "cli-progress", "cli-table3", "zod"];
/** Files of `local` that the command may import; only what invokes functions or tails the stream may import more. */
const LOCAL_FOR_COMMAND =
  /^local\/(?:tape\/.+|(?:clock|running)\.ts|options\.ts|feed-(?:option|failures)\.ts)$/;

/** The second model of the rules; only its comparison with the code, and tests, import more than types of the code. */
const MODEL = "test/model/";
const COMPARES = /^test\/model\/(?:compare|.*\.test)\.ts$/;

type Graph = ReadonlyMap<string, readonly SourceImport[]>;

/**
 * Returns one sentence for each violation of the rules of ARCHITECTURE.md, in order of path. The files are texts by
 * their path from the project's root. It is pure, so that a test can pass a tree that must be rejected.
 */
export function violationsIn(files: ReadonlyMap<string, string>): string[] {
  const graph = new Map([...files].map(([path, text]) => [path, importsOf(path, text)]));
  const found: string[] = [];
  for (const [path, imports] of graph) {
    for (const one of imports) {
      const rule = brokenRule(path, one, graph);
      if (rule !== null) found.push(`${path} imports ${one.target}: ${rule}`);
    }
    if (path !== CLIENTS && makesClient(files.get(path) ?? "")) {
      found.push(`${path} makes an SDK client: only ${CLIENTS} does`);
    }
    if (isHandler(path)) {
      found.push(
        ...reached(path, VALIDATOR, (one) => graph.get(one) ?? [], "the functions carry no validator"),
      );
    }
  }
  const early = (path: string) => importsOf(path, files.get(path) ?? "", false);
  if (files.has(COMMAND))
    found.push(...reached(COMMAND, HEAVY, early, "the command loads that when it is asked for"));
  found.push(...wrongFolders([...files.keys()]));
  for (const circle of circlesIn(graph)) found.push(`${circle.join(" ↔ ")}: a circle of imports`);
  return found.toSorted();
}

function brokenRule(path: string, { target, isType }: SourceImport, graph: Graph): string | null {
  const own = folderOf(path);
  if (path.startsWith(MODEL)) return brokenByModel(path, { target, isType });
  if (own === null) return brokenByCommand(path, target);
  const other = folderOf(target);
  if (OUTSIDE.some((folder) => target.startsWith(`${folder}/`)))
    return `functions never imports ${target.split("/")[0]}`;
  if (own === "core") return other === "core" ? null : "core imports only core";
  if (path === TEXT) return "what everything may import imports nothing";
  if (own === "views" || own === "words") return brokenByReader(own, { target, isType }, graph);
  if (other !== null && other !== own) {
    if (VERBS.includes(own) && VERBS.includes(other)) return "verb folders do not import one another";
    if (ADAPTERS.includes(own) && ADAPTERS.includes(other)) return "adapters do not import one another";
    if (own === "feeds" && VERBS.includes(other)) return "feeds knows no use case";
    if (VERBS.includes(other) && !(isType && target.endsWith("/ports.ts"))) {
      return "a library knows of a verb folder only the types of its ports";
    }
    if (!VERBS.includes(own) && (other === "views" || (other === "words" && target !== TEXT))) {
      return "a library takes of views and words only text.ts";
    }
  }
  if (!VERBS.includes(own) || isHandler(path)) return null;
  const isAllowed =
    other === "core" ||
    other === own ||
    other === "views" ||
    other === "words" ||
    isPureOfSystems({ target, isType }, graph) ||
    target === "node:crypto";
  return isAllowed
    ? null
    : "a use case imports core, its own folder, views, words and what is pure of systems";
}

/** Views give answers from the tables and words phrase them. Both are pure, and a view imports no words. */
function brokenByReader(own: "views" | "words", one: SourceImport, graph: Graph): string | null {
  const other = folderOf(one.target);
  if (own === "views" && other === "words") return "views know no words";
  const isAllowed = other === "core" || other === own || other === "views" || one.isType;
  if (isAllowed || isPureOfSystems(one, graph)) return null;
  return own === "views"
    ? "views import core, what is pure of systems, and types"
    : "words import core, what is pure of systems, views and types";
}

function brokenByCommand(path: string, target: string): string | null {
  if (!path.startsWith("cli/") || !target.startsWith("local/") || LOCAL_FOR_COMMAND.test(target)) return null;
  if (path.startsWith("cli/invocation/") && target.startsWith("local/lambda/")) return null;
  if (path.startsWith("cli/tail/") && target.startsWith("local/mapping/")) return null;
  if (path === "cli/kept-folder.ts" && /^local\/(data-folder|emulators\/dynamo)\.ts$/.test(target))
    return null;
  return "cli knows of local its tapes, what runs and its options";
}

function brokenByModel(path: string, { target, isType }: SourceImport): string | null {
  if (isType || COMPARES.test(path) || !target.startsWith("functions/")) return null;
  return "the model shares only types with the code that it is compared with";
}

function isPureOfSystems({ target, isType }: SourceImport, graph: Graph): boolean {
  if (folderOf(target) !== "systems") return false;
  return isType || (graph.get(target) ?? []).every((one) => one.isType || isPure(one.target));
}

function isPure(target: string): boolean {
  const folder = folderOf(target);
  return folder === "core" || folder === "systems" || target === TEXT || target === "node:crypto";
}

/** Returns the import path from a file to what it must not reach at run time; null when there is none. */
function reached(
  start: string,
  forbidden: readonly string[],
  importsAt: (path: string) => readonly SourceImport[],
  rule: string,
): string[] {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  for (const path of cameFrom.keys()) {
    if (forbidden.some((name) => path === name || path.startsWith(`${name}/`))) {
      const way: string[] = [];
      for (let step: string | null = path; step !== null; step = cameFrom.get(step) ?? null)
        way.unshift(step);
      return [`${way.join(" → ")}: ${rule}`];
    }
    for (const { target, isType } of importsAt(path)) {
      if (!isType && !cameFrom.has(target)) cameFrom.set(target, path);
    }
  }
  return [];
}

function wrongFolders(paths: readonly string[]): string[] {
  const folders = new Set(paths.flatMap((path) => folderOf(path) ?? []));
  return [...folders].flatMap((folder) => {
    const hasHandler = paths.includes(`functions/${folder}/handler.ts`);
    if (hasHandler === VERBS.includes(folder)) return [];
    return hasHandler
      ? [`functions/${folder} has a handler.ts: a library does not deploy`]
      : [`functions/${folder} has no handler.ts: a verb deploys`];
  });
}

/** Groups of files that import one another, types included: Tarjan's strongly connected components. */
function circlesIn(graph: Graph): string[][] {
  const circles: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (path: string): number => {
    const own = order.size;
    order.set(path, own);
    lowest.set(path, own);
    open.push(path);
    for (const { target } of graph.get(path) ?? []) {
      if (!graph.has(target)) continue;
      const reached = order.has(target) ? (open.includes(target) ? order.get(target) : own) : visit(target);
      lowest.set(path, Math.min(lowest.get(path) ?? own, reached ?? own));
    }
    if (lowest.get(path) === own) {
      const circle = open.splice(open.indexOf(path));
      if (circle.length > 1) circles.push(circle.toSorted());
    }
    return lowest.get(path) ?? own;
  };
  for (const path of graph.keys()) if (!order.has(path)) visit(path);
  return circles;
}

function folderOf(path: string): string | null {
  return /^functions\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function isHandler(path: string): boolean {
  return /^functions\/[^/]+\/handler\.ts$/.test(path);
}

function makesClient(text: string): boolean {
  return /\bnew\s+[A-Z]\w*Client\s*\(/.test(text);
}
