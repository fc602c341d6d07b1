/** Returns the README's two commands: the one that starts the pipeline and the one that runs the tests. */
export function readmeCommands(readme: string): [start: string, test: string] {
  const [, block = ""] = /^```sh\n([\s\S]*?)^```/m.exec(readme) ?? [];
  const commands = block
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/\s+#.*/, ""));
  const [start, test, ...more] = commands;
  if (start === undefined || test === undefined || more.length > 0)
    throw new Error(`README.md begins with ${commands.length} commands, expected two`);
  return [start, test];
}
