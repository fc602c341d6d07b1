import { RootConstruct } from "constructs";

/** Returns a scope with this context and nothing else: an App would make a folder for what it never synthesises. */
export function contextAlone(context: object): RootConstruct {
  const scope = new RootConstruct();
  for (const [key, value] of Object.entries(context)) scope.node.setContext(key, value);
  return scope;
}
