# Completion scripts: read by their shells, and in bash carried out.
. "$TESTS/cli/lib.sh.inc"
for shell in bash zsh fish; do
	expect 0 "$shell" "$UMBRA" completion $shell
	cp out script.$shell
	for command in dir git stdin explain rules hook version man completion; do has script.$shell "$command" "$shell"; done
	if command -v $shell >/dev/null; then
		expect 0 "$shell reads it" $shell -n script.$shell
	else
		echo "skipped: no $shell here"
	fi
done
has script.zsh "--no-progress'[no progress line on a terminal]'" "zsh: words for options"
has script.fish "-s r -l report-path -rF -d '" "fish: short options and descriptions"
has script.fish "honour \\'allow\\' comments" "fish: quotes"

expect 0 "manual" "$UMBRA" man
for words in 'rules list' 'rules count' 'rules show' 'rules lint' 'rules test' 'rules import' 'rules cost' 'hook install' 'hook run'; do has out ".B $words" "manual: $words"; done
expect 0 "rules --help" "$UMBRA" rules --help
has out "lint PATH..." "rules --help"

command -v bash >/dev/null || finish
mkdir "a folder"
: >"a folder/one file"
complete() { # complete WANT WORDS...: what bash offers for the last word, joined by |
	want=$1
	shift
	got=$(bash -c '. ./script.bash; compopt() { :; }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _umbra; IFS="|"; echo "${COMPREPLY[*]}"' - "$@")
	[ "$got" = "$want" ] || { echo "FAIL complete $*: '$got', not '$want'"; failed=1; }
}
complete 'rules' umbra ru
complete 'list|count|show|lint|test|import|cost' umbra rules ''
complete 'show' umbra rules sh
complete 'bash|zsh|fish' umbra completion ''
complete 'install|uninstall|status|run' umbra hook ''
complete '--global' umbra hook --glo
complete 'json|jsonl' umbra dir -f js
complete 'json|jsonl' umbra dir --report-format = js
complete 'text|json|jsonl|sarif|gitlab|junit|csv|github|gitleaks' umbra dir --report-format =
complete 'error|warn|info|debug' umbra -l ''
complete 'info|low|medium|high|critical' umbra dir --fail-on ''
complete 'strict|default' umbra git --min-confidence ''
complete 'too-big|too-deep' umbra git --allow-incomplete too
complete 'dir' umbra -l debug di
complete '--report-format|--report-path' umbra dir --report-
complete '-j' umbra dir -j
complete '' umbra rules --handover
complete '' umbra dir --threads ''
complete 'a folder' umbra dir a
complete 'a folder/one file' umbra dir 'a folder/'
complete 'a folder' umbra dir -r a
complete '' umbra stdin a
finish
