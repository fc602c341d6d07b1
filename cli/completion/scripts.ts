import { COMPLETE } from "./candidates.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * The scripts that a shell reads at its start. Each asks the command's own `complete` for what may stand at the cursor, one a
 * line, and offers files where that is nothing.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_stationwatch() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" ${COMPLETE} -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -F _stationwatch stationwatch
`,
  zsh: `#compdef stationwatch
_stationwatch() {
  local -a found
  found=("\${(@f)$("\${words[1]}" ${COMPLETE} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
if [[ "$funcstack[1]" == _stationwatch ]]; then _stationwatch; else compdef _stationwatch stationwatch; fi
`,
  fish: `function __stationwatch
  set -l words (commandline -opc) (commandline -ct)
  $words[1] ${COMPLETE} -- $words[2..-1] 2>/dev/null
end
complete -c stationwatch -a '(__stationwatch)'
`,
};
