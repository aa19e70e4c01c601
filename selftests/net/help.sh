#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Help texts, man page and completions say what the binary takes; wrong words get exit status 2 and the nearest right one.
set -euo pipefail
cd "$(dirname "$0")/../.."

tapless=${TAPLESS:-./build/tapless}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# check NAME COMMAND...: the command must succeed; what it prints is the reason if it does not
check()
{
	local name=$1 why
	shift
	if why=$("$@" 2>&1); then
		echo "ok $name"
	else
		echo "not ok $name: ${why//$'\n'/ | }"
		failed=1
	fi
}

commands=$("$tapless" --help | awk '/^Commands:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }')

# Long options that a subcommand accepts, asked one by one: others are refused with "does not take". What follows each is
# wrong for all, so that nothing starts.
options_of()
{
	local option answer
	for option in $all_options; do
		answer=$("$tapless" "$1" "--$option" x --no-such-option 2>&1 </dev/null || true)
		grep -q 'does not take' <<<"$answer" || echo "$option"
	done
}

overview()
{
	"$tapless" --help >"$scratch/long" && "$tapless" -h >"$scratch/short" && "$tapless" help >"$scratch/word" &&
		"$tapless" help --help >"$scratch/words"
	cmp "$scratch/long" "$scratch/short" && cmp "$scratch/long" "$scratch/word" && cmp "$scratch/long" "$scratch/words" || return 1
	local command
	for command in run read status stop decode fields top version; do
		grep -qx "$command" <<<"$commands" || { echo "$command is not listed"; return 1; }
	done
	[ "$(grep -c '^  sudo tapless ' "$scratch/long")" -ge 3 ] || { echo "fewer than three examples"; return 1; }
}

command_help()
{
	"$tapless" "$1" --help >"$scratch/help" 2>"$scratch/errors" || { echo "exit status $?"; return 1; }
	[ ! -s "$scratch/errors" ] || { echo "standard error: $(cat "$scratch/errors")"; return 1; }
	"$tapless" help "$1" | cmp - "$scratch/help" || return 1
	local option part
	for option in $(options_of "$1"); do
		grep -qE "^  (-.,|   ) --$option( |$)" "$scratch/help" || { echo "--$option is not explained"; return 1; }
	done
	for part in Usage: Options: Examples: 'Exit status:'; do
		grep -q "^$part" "$scratch/help" || { echo "no $part"; return 1; }
	done
	awk 'length > 100 { print "too long: " $0; bad = 1 } END { exit bad }' "$scratch/help"
}

# refused WORDS... -- TEXT...: exit status 2, nothing on standard output, every TEXT on standard error
refused()
{
	local words=() status=0 text
	while [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	shift
	"$tapless" "${words[@]}" >"$scratch/out" 2>"$scratch/errors" </dev/null || status=$?
	[ "$status" = 2 ] || { echo "exit status $status"; return 1; }
	[ ! -s "$scratch/out" ] || { echo "standard output is not empty"; return 1; }
	for text in "$@"; do
		grep -qF -- "$text" "$scratch/errors" || { echo "no \`$text\` in: $(cat "$scratch/errors")"; return 1; }
	done
}

without_arguments()
{
	local status=0
	"$tapless" >"$scratch/out" 2>"$scratch/errors" || status=$?
	[ "$status" = 2 ] && [ ! -s "$scratch/out" ] && grep -q '^Commands:' "$scratch/errors"
}

manual_mentions_all()
{
	local word
	for word in $all_options; do
		[ "$word" = help ] || grep -qF "\\-\\-${word//-/\\-}" man/tapless.8 || { echo "no --$word"; return 1; }
	done
	for word in $commands; do
		grep -q "^\.SS tapless $word " man/tapless.8 || { echo "no $word"; return 1; }
	done
	"$tapless" version | sed -n '1s/ /-/p' | grep -q . || return 1
	grep -qF "\"$("$tapless" version | sed -n 1p)\"" man/tapless.8 || { echo "another version"; return 1; }
}

# What the help of a command says of options, and its examples, a line each.
said_by_help()
{
	"$tapless" "$1" --help | awk '
		/^Examples:/ { examples = 1 }
		/^Exit status:/ { examples = 0 }
		examples && /^  [^ ]/ { print }
		!/^ {30}/ { if (text) print text; text = "" }
		/^ {30}/ || /^  (-.,|   ) --.{22,}/ { text = text substr($0, 31) " " }' | tr -s ' ' | sed 's/^ //; s/ $//; s/`//g' | grep -vx 'Print this help.'
}

manual_says_the_same()
{
	local command line
	LC_ALL=C MANWIDTH=8000 man -l man/tapless.8 | tr -s ' \n' ' ' >"$scratch/manual"
	for command in $commands; do
		said_by_help "$command" >"$scratch/said"
		[ -s "$scratch/said" ] || { echo "nothing of $command"; return 1; }
		while read -r line; do
			grep -qF -- "$line" "$scratch/manual" || { echo "not so in the manual, $command: $line"; return 1; }
		done <"$scratch/said"
		man -l man/tapless.8 | sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' | grep -qw "$command" || { echo "$command is not in the synopsis"; return 1; }
	done
}

manual_is_clean()
{
	local warnings
	warnings=$(for page in man/*; do MANWIDTH=80 man --warnings -l "$page" 2>&1 >/dev/null || echo "$page: man fails"; done)
	[ -z "$warnings" ] || { echo "$warnings"; return 1; }
}

files_are_current()
{
	mkdir -p "$scratch/completion" "$scratch/man"
	cp man/tapless.8 "$scratch/man/"
	TAPLESS=$tapless completion/regenerate "$scratch"
	diff -r completion/bash "$scratch/completion/bash" && diff completion/zsh "$scratch/completion/zsh" &&
		diff -r man "$scratch/man" || { echo "run completion/regenerate"; return 1; }
}

# completes EXPECTED WORDS...: what bash offers for the last word
completes()
{
	local expected=$1
	shift
	(
		source completion/bash
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_tapless
		[ "${COMPREPLY[*]-}" = "$expected" ] || { echo "offers: ${COMPREPLY[*]-}"; exit 1; }
	)
}

all_options=$("$tapless" completion bash | grep -oE -- '--[a-z0-9][a-z0-9-]*' | sort -u | sed 's/^--//' | grep -vx version)
[ "$(wc -w <<<"$all_options")" -ge 20 ] || { echo "not ok help: options not found"; exit 1; }

check overview overview
for command in $commands; do
	check "help of $command" command_help "$command"
done
check "no arguments" without_arguments
check "unknown command" refused statsu -- 'statsu' '`tapless status`'
check "unknown command for help" refused help raed -- 'raed' '`tapless read`'
check "unlike any command" refused xyzzy -- xyzzy 'tapless --help'
check "unknown option" refused run --actve 3 -- --actve '--active'
check "option of another command" refused read --hook tc x.pcap -- --hook 'run'
check "unknown choice" refused run --hook xpd -- '--hook xpd' 'auto, tc, xdp' 'did you mean xdp?'
check "number out of range" refused run --idle 0 -- '--idle 0' '1 to 65535'
check "number that is none" refused run --flows many -- '--flows many' '1024 to'
check "missing value" refused run --instance -- --instance NAME
check "missing file" refused read -- FILE
check "unwanted operand" refused status now -- now
printf 'idle = 3\nhok = tc\n' >"$scratch/config"
check "unknown key in file" refused run -c "$scratch/config" -- "$scratch/config:2" '`hok`' '`hook`'
check "man page is complete" manual_mentions_all
if command -v man >/dev/null; then
	check "man page has no warnings" manual_is_clean
	check "man page says what --help says" manual_says_the_same
else
	echo "skip man page has no warnings: man is not installed"
fi
check "generated files are current" files_are_current
check "bash completes a command" completes "run read report" tapless r
check "bash completes an option" completes --hook tapless run --ho
check "bash completes a choice" completes "names" tapless read --l7 n
check "bash completes a file" completes Makefile tapless read Makef
check "bash knows interfaces" completes lo tapless run -i lo
if command -v zsh >/dev/null; then
	check "zsh reads its completion" zsh -n completion/zsh
else
	echo "skip zsh reads its completion: zsh is not installed"
fi
exit $failed
