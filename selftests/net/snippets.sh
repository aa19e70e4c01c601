#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The recipes of README.md and docs/ with programs that Debian has: what they show is what was metered. ClickHouse has every value that a
# line of JSON has, and Elasticsearch, for which a program stands in, would take it.
# shellcheck source=selftests/net/snippets.inc.sh
. "$(dirname "$0")/snippets.inc.sh"

for recipe in gateway:jq nfdump:nfcapd pmacct:nfacctd; do
	has "${recipe#*:}" "${recipe%:*}" || continue
	run_recipe "${recipe%:*}"
	end_pair
done

# --- JSON lines, and the databases that take them

for file in selftests/matrix/fixtures/*.pcap; do
	"$TAPLESS" read --splt "$file" 2>/dev/null
done >"$work/lines.json"
[ -e /var/log/tapless ] || made_folders+=(/var/log/tapless)
run_recipe json

# A server in the collector's namespace, on the port that the client takes by default
start_clickhouse() {
	mkdir -p "$work/clickhouse"
	cat >"$work/clickhouse/config.xml" <<-END
		<yandex><logger><level>warning</level><console>1</console></logger><tcp_port>9000</tcp_port><listen_host>127.0.0.1</listen_host>
		<path>$work/clickhouse/</path><tmp_path>$work/clickhouse/tmp/</tmp_path><users_config>users.xml</users_config>
		<default_profile>default</default_profile><default_database>default</default_database><mark_cache_size>5368709120</mark_cache_size></yandex>
	END
	cat >"$work/clickhouse/users.xml" <<-END
		<yandex><profiles><default/></profiles><quotas><default/></quotas><users><default><password/><networks><ip>::/0</ip></networks>
		<profile>default</profile><quota>default</quota></default></users></yandex>
	END
	start_in in_a "$work/clickhouse/log" clickhouse-server --config-file="$work/clickhouse/config.xml"
	wait_for 20 listens in_a 9000 || { not_ok "clickhouse-server" "$(tail -n 3 "$work/clickhouse/log")"; return 1; }
}
ask() { in_a clickhouse-client --output_format_json_quote_64bit_integers=0 --query "$1"; }
if has clickhouse-server clickhouse && start_clickhouse; then
	shows clickhouse
	ask "DROP TABLE flows"
	ask "$("$TAPLESS" fields --clickhouse)"
	expect_true "clickhouse takes every line of many captures" ask "INSERT INTO flows FORMAT JSONEachRow" <"$work/lines.json"
	ask "SELECT * FROM flows FORMAT JSONEachRow" >"$work/taken.json"
	expect "clickhouse has each value of each" "$(python3 selftests/net/snippets_compare.py "$work/lines.json" "$work/taken.json")" same
	end_child "${children[-1]}"
fi

bulk() { in_a curl -sS "http://127.0.0.1:9200/$1/_bulk" -H 'Content-Type: application/x-ndjson' --data-binary @-; }
start_in in_a "$work/elastic" python3 selftests/net/snippets_elastic.py
wait_for 10 listens in_a 9200 || give_up "stand-in for Elasticsearch" "$(cat "$work/elastic")"
shows elastic
expect "elastic: nothing is refused" "$(grep -c '"errors": false' "$work/looked")" 1
sed 's/^/{"create":{}}\n/' "$work/lines.json" | bulk tapless-more >"$work/taken"
expect "elastic takes every line of many captures" "$(jq -c '[.errors, (.items | length)]' "$work/taken")" "[false,$(wc -l <"$work/lines.json")]"
expect_match "elastic: without the template a flowId is too large" "$(printf '{"create":{}}\n{"flowId":18446026815783339576}\n' | bulk other)" \
	'"errors": true.*out of range of long'
end_child "${children[-1]}"
end_pair

# --- the documents themselves

tried=$(cat selftests/net/snippets.sh selftests/net/snippets_standins.sh | sed -nE 's/^for recipe in (.*); do$/\1/p; s/^\t?(run_recipe|shows) ([a-z0-9]+)$/\2/p' |
	tr ' ' '\n' | sed 's/:.*//' | sort -u)
expect "every recipe is tried" "$(sed -n 's/^<!-- run \([a-z0-9]*\) [a-z]* -->$/\1/p' README.md docs/*.md | sort -u | comm -23 - <(echo "$tried"))" ""
awk '/^```yaml/ { inside = 1; next } /^```/ { inside = 0 } inside' docs/collectors.md >"$work/filebeat.yaml"
expect_true "the YAML is YAML" /usr/bin/python3 -c 'import sys, yaml; assert yaml.safe_load(open(sys.argv[1]))["filebeat.inputs"]' "$work/filebeat.yaml"

# Every command that is named is one, with options that it has.
grep -hoE '(^|[ `(])(sudo )?(build/)?tapless [a-z]+[^`|&]*' README.md docs/*.md | sed -E 's/^[ `(]*(sudo )?(build\/)?//; s/ +#.*//' | sort -u >"$work/commands"
unknown=
while read -r _ command rest; do
	"$TAPLESS" help "$command" >"$work/help" 2>/dev/null || continue # prose
	for option in $(grep -oE -- '(^| )--[a-z0-9-]+' <<<"$rest"); do
		grep -qE -- "(^|[ ,])$option([ ,=]|\$)" "$work/help" || unknown+="$command $option; "
	done
done <"$work/commands"
expect "options in the documents are there" "$unknown" ""
for link in $(grep -hoE '\]\([^)#:]+\)' README.md | tr -d '])('); do
	expect_true "README's link to $link" test -e "$link"
done
