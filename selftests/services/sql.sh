#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Real databases and their clients: who logged in where, what kind of statements were sent and what came of them is on the records,
# in the clear and up to TLS; their text only if asked for. No TDS server is in Debian: FreeTDS's client talks to one of ours.
. "$(dirname "$0")/../lib.sh"

# as USER COMMAND...
as() { local user=$1; shift; setpriv --reuid "$user" --regid "$user" --clear-groups "$@"; }

folder_for() { mkdir "$work/$1" && chown "$1:" "$work/$1" && chmod 700 "$work/$1"; }

prepare() {
	chmod 711 "$work"
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -out "$work/cert" -days 2 -subj /CN=db.example.org 2>/dev/null
	folder_for postgres
	folder_for mysql
	install -o mysql -m 600 "$work/key" "$work/mysql/key"
	install -o postgres -m 600 "$work/key" "$work/postgres.key"
	chmod 644 "$work/cert"
	as mysql mariadb-install-db --no-defaults --datadir="$work/mysql/data" --skip-test-db --auth-root-authentication-method=normal \
		>"$work/mysql.log" 2>&1 &
	local installing=$!
	echo secret >"$work/password" && chmod 644 "$work/password"
	as postgres "$(echo /usr/lib/postgresql/*/bin)/initdb" -N -U meter -A scram-sha-256 --pwfile="$work/password" -E UTF8 --locale=C \
		-D "$work/postgres/data" >"$work/postgres.log" 2>&1 || give_up initdb "$(tail -n 3 "$work/postgres.log")"
	echo "host all all all scram-sha-256" >>"$work/postgres/data/pg_hba.conf"
	wait "$installing" || give_up mariadb-install-db "$(tail -n 3 "$work/mysql.log")"
}

serve() {
	start_in in_b "$work/postgres.log" setpriv --reuid postgres --regid postgres --clear-groups \
		"$(echo /usr/lib/postgresql/*/bin)/postgres" -D "$work/postgres/data" -h $ADDRESS_B -p 5433 -k "$work/postgres" -F \
		-c ssl=on -c ssl_cert_file="$work/cert" -c ssl_key_file="$work/postgres.key"
	start_in in_b "$work/mysql.log" setpriv --reuid mysql --regid mysql --clear-groups mariadbd --no-defaults \
		--datadir="$work/mysql/data" --bind-address=$ADDRESS_B --port=3307 --socket="$work/mysql/socket" --skip-name-resolve \
		--ssl-cert="$work/cert" --ssl-key="$work/mysql/key" --innodb-flush-log-at-trx-commit=0
	start_in in_b "$work/tds.log" python3 selftests/services/tds_server.py $ADDRESS_B 1434
	wait_for 20 listens in_b 5433 || give_up "PostgreSQL" "$(tail -n 3 "$work/postgres.log")"
	wait_for 20 listens in_b 3307 || give_up "MariaDB" "$(tail -n 3 "$work/mysql.log")"
	wait_for 20 listens in_b 1434 || give_up "TDS" "$(tail -n 3 "$work/tds.log")"
	mariadb --no-defaults -S "$work/mysql/socket" -u root -e "CREATE DATABASE shop; CREATE USER meter IDENTIFIED BY 'secret';
		GRANT ALL ON shop.* TO meter" >"$work/client" 2>&1 || give_up "MariaDB's user" "$(cat "$work/client")"
}

ask_postgresql() {
	local connection="host=$ADDRESS_B port=5433 user=meter dbname=postgres application_name=test"
	PGPASSWORD=secret in_a psql -X -q "$connection sslmode=disable" -c "CREATE TABLE t (i int)" -c "INSERT INTO t VALUES (1), (2), (3)" \
		-c "SELECT * FROM t" -c "SELECT nothing" >"$work/client" 2>&1 || true
	PGPASSWORD=secret in_a psql -X -q "$connection sslmode=require" -c "SELECT 1" >"$work/client" 2>&1 || give_up "psql with TLS" "$(cat "$work/client")"
	PGPASSWORD=wrong in_a psql -X -q "$connection sslmode=disable" -c "SELECT 1" >"$work/client" 2>&1 || true
}

ask_mysql() {
	local client=(in_a mariadb --no-defaults --connect-timeout=5 -h "$ADDRESS_B" -P 3307 -u meter -f)
	"${client[@]}" --skip-ssl -psecret shop -e "CREATE TABLE t (i int); INSERT INTO t VALUES (1), (2); SELECT 5; SELECT nothing" >"$work/client" 2>&1 || true
	"${client[@]}" --ssl -psecret shop -e "SELECT 1" >"$work/client" 2>&1 || give_up "mariadb with TLS" "$(cat "$work/client")"
	"${client[@]}" --skip-ssl -pwrong shop -e "SELECT 1" >"$work/client" 2>&1 || true
}

ask_tds() {
	printf 'SELECT 1\ngo\nDROP TABLE t\ngo\nexit\n' | TDSVER=7.4 in_a timeout 10 tsql -H $ADDRESS_B -p 1434 -U meter -P secret -D shop \
		>"$work/client" 2>&1 || true
}

# told FILTER VALUES: of the records that the filter selects, in their order; `first` is on the flow's own record
told() { jq -rs "map(select(.sqlCommand != null and ($1)) | .transactionNumber //= 1) | sort_by(.flowStartNanoseconds) | map([$2] | map(. // \"-\" | tostring) | join(\"/\")) | join(\" \")" "$work/flows.json"; }

check_postgresql() {
	local clear='.destinationTransportPort == 5433 and .tlsClientVersion == null'
	local all='.sqlCommand, .sqlStatementVerb, .sqlRows, .sqlState'
	expect "PostgreSQL: requests and answers" "$(told "$clear and .sqlServerVersion != null" "$all")" \
		"login/-/-/- query/CREATE/-/- query/INSERT/3/- query/SELECT/3/- query/SELECT/-/42703 quit/-/-/-"
	expect "PostgreSQL: refused" "$(told "$clear and .sqlServerVersion == null" "$all")" "login/-/-/28P01"
	expect "PostgreSQL: who, where, how" "$(told "$clear and .sqlCommand == \"login\"" '.sqlUser, .sqlDatabase, .sqlClientProgram, .sqlAuthentication')" \
		"meter/postgres/test/SCRAM-SHA-256 meter/postgres/test/SCRAM-SHA-256"
	expect "PostgreSQL: user and database of each request" "$(told "$clear and .sqlCommand == \"query\"" '.sqlUser, .sqlDatabase' | tr ' ' '\n' | uniq -c | tr -s ' \n' ' ')" " 4 meter/postgres "
	expect "PostgreSQL: times" "$(told "$clear and .sqlCommand != \"quit\" and (.sqlResponseTime // 0) < 1" .sqlStatementVerb)" ""
	expect "PostgreSQL: TLS" "$(told '.destinationTransportPort == 5433 and .tlsClientVersion != null' '.sqlCommand, .tlsServerVersion, .sqlUser')" "login/772/-"
}

check_mysql() {
	local clear='.destinationTransportPort == 3307 and .tlsClientVersion == null'
	local all='.sqlCommand, .sqlStatementVerb, .sqlRows, .sqlErrorCode, .sqlState'
	expect "MariaDB: requests and answers" "$(told "$clear and .sqlErrorCode != 1045 and (.sqlStatementVerb // \"\") != \"SHOW\" and .sqlCommand != \"use\"" "$all")" \
		"login/-/-/-/- query/CREATE/0/-/- query/INSERT/2/-/- query/SELECT/-/-/- query/SELECT/-/1054/42S22 quit/-/-/-/-"
	expect "MariaDB: refused" "$(told "$clear and .sqlErrorCode == 1045" '.sqlCommand, .sqlState, .sqlUser')" "login/28000/meter"
	expect "MariaDB: user and database of each request" "$(told "$clear and .sqlCommand == \"query\"" '.sqlUser, .sqlDatabase' | tr ' ' '\n' | uniq -c | tr -s ' \n' ' ')" " 4 meter/shop "
	expect_match "MariaDB: version, program" "$(told "$clear" '.sqlServerVersion, .sqlClientProgram')" '^[0-9.]*-?1[0-9]\.[0-9.]+-MariaDB[^ ]*/mysql '
	expect "MariaDB: times" "$(told "$clear and .sqlCommand != \"quit\" and (.sqlResponseTime // 0) < 1" .sqlStatementVerb)" ""
	expect "MariaDB: TLS" "$(told '.destinationTransportPort == 3307 and .tlsClientVersion != null' '.sqlCommand, .tlsServerVersion, .sqlUser')" "login/772/-"
}

check_tds() {
	local all='.sqlCommand, .sqlStatementVerb, .sqlRows, .sqlErrorCode, .sqlUser, .sqlDatabase, .sqlClientProgram'
	expect_match "TDS: requests and answers" "$(told '.destinationTransportPort == 1434 and .sqlStatementVerb != "SET"' "$all")" \
		'^login/-/-/-/meter/shop/TSQL .*query/SELECT/1/-/meter/shop/TSQL query/DROP/-/3701/meter/shop/TSQL'
	expect_match "TDS: version" "$(told '.destinationTransportPort == 1434' .sqlServerVersion)" '^15.0.2000 15.0.2000'
}

make_pair
prepare
serve
start_meter --hook tc --sql-text -e "json:$work/flows.json"
ask_postgresql
ask_mysql
ask_tds
stop_meter || not_ok "meter ends" "see above"
check_postgresql
check_mysql
check_tds
expect "text that was asked for" "$(told '.sqlStatement == "INSERT INTO t VALUES (1), (2), (3)"' .sqlStatementVerb)" INSERT
expect "no password" "$(grep -c secret "$work/flows.json")" 0
