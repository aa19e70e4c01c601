#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Real servers of SMTP, IMAP, POP3 and FTP, and clients that send, read, fetch and fail: the records say who, what, and how it went, with
# the TLS that a connection becomes; and no password is anywhere in them.
. "$(dirname "$0")/../lib.sh"

SECRET=geheim-4711

make_dovecot() {
	mkdir "$work/dovecot" "$work/mail"
	chmod 777 "$work/mail"
	cat >"$work/dovecot.conf" <<END
base_dir = $work/dovecot
log_path = $work/dovecot.log
protocols = imap pop3
listen = $ADDRESS_B
ssl = yes
ssl_cert = <$work/cert
ssl_key = <$work/key
auth_failure_delay = 0
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {
  driver = static
  args = password=$SECRET
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=$work/mail/%u
}
mail_location = maildir:$work/mail/%u
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
END
}

make_exim() {
	mkdir "$work/exim"
	chown Debian-exim: "$work/exim"
	cat >"$work/exim.conf" <<END
primary_hostname = mx.example.org
local_interfaces = $ADDRESS_B
daemon_smtp_ports = 25 : 10025
spool_directory = $work/exim
log_file_path = $work/exim/%slog
pid_file_path = $work/exim/pid
tls_advertise_hosts = *
tls_certificate = $work/cert
tls_privatekey = $work/key
keep_environment =
queue_only = true
message_logs = false
acl_smtp_rcpt = recipients
acl_smtp_data = everything
begin acl
recipients:
  deny domains = refused.example
  accept
everything:
  accept
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if eq{\$auth3}{$SECRET}}
  server_set_id = \$auth2
  server_advertise_condition = true
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if eq{\$auth2}{$SECRET}}
  server_set_id = \$auth1
  server_advertise_condition = true
END
}

make_vsftpd() {
	mkdir -p "$work/ftp/folder" "$work/empty"
	head -c 5000 /dev/zero >"$work/ftp/folder/a file"
	cat >"$work/vsftpd.conf" <<END
listen=YES
listen_address=$ADDRESS_B
background=NO
anonymous_enable=YES
anon_root=$work/ftp
secure_chroot_dir=$work/empty
ftpd_banner=Welcome here
seccomp_sandbox=NO
ssl_enable=YES
allow_anon_ssl=YES
force_anon_data_ssl=NO
force_anon_logins_ssl=NO
force_local_logins_ssl=NO
require_ssl_reuse=NO
rsa_cert_file=$work/cert
rsa_private_key_file=$work/key
END
}

serve() {
	local port
	start_in in_b "$work/log.dovecot" dovecot -F -c "$work/dovecot.conf"
	start_in in_b "$work/log.exim" exim4 -bdf -C "$work/exim.conf"
	start_in in_b "$work/log.vsftpd" vsftpd "$work/vsftpd.conf"
	for port in 143 110 25 21; do
		wait_for 20 listens in_b $port || give_up "a server at port $port" "$(tail -n 3 "$work"/log.*)"
	done
}

# fetch WANTED-STATUS OPTION...: curl, by names that the records of TLS are to have
fetch() {
	local wanted=$1 status=0
	shift
	in_a curl -sSk --max-time 10 --resolve "*:143:$ADDRESS_B" --resolve "*:110:$ADDRESS_B" --resolve "*:25:$ADDRESS_B" \
		--resolve "*:21:$ADDRESS_B" "$@" >"$work/client" 2>&1 || status=$?
	[ "$status" = "$wanted" ] || give_up "curl $*" "exit status $status: $(tail -n 3 "$work/client")"
}

# speak PORT LINE...: each when the one before has been answered
speak() {
	in_a timeout 10 bash -c 'exec 3<>"/dev/tcp/$0/$1" && shift && read -r answer <&3 &&
		for line; do printf "%s\\r\\n" "$line" >&3 && read -r answer <&3; done' $ADDRESS_B "$@" || give_up "speak $*" "exit status $?"
}

send() {
	in_a swaks --server $ADDRESS_B --helo client.example.com --from sender@example.com --body hello --hide-all "$@" </dev/null >"$work/client" 2>&1 ||
		[ "${FAILS-}" ] || give_up "swaks $*" "exit status $?: $(tail -n 3 "$work/client")"
}

send_mail() {
	send --to one@example.org,two@example.org --auth PLAIN --auth-user alice --auth-password "$SECRET"
	send --port 10025 --to three@example.org --auth LOGIN --auth-user bob --auth-password "$SECRET" --pipeline
	FAILS=1 send --to four@refused.example --from "<>"
	printf 'Subject: a\r\n\r\nhello\r\n' >"$work/message"
	fetch 0 --ssl-reqd -u "carol:$SECRET" --mail-from sender@example.com --mail-rcpt five@example.org -T "$work/message" smtp://mx.example.net/once
	fetch 0 --mail-from first@example.com --mail-rcpt six@example.org -T "$work/message" smtp://mx.example.org/twice \
		--next -sSk --mail-from second@example.com --mail-rcpt seven@example.org -T "$work/message" smtp://mx.example.org/twice
}

read_mail() {
	fetch 0 -u "dave:$SECRET" imap://imap.example.org/
	fetch 67 -u "erin:wrong-$SECRET" --login-options 'AUTH=LOGIN' imap://imap.example.org/
	fetch 0 --ssl-reqd -u "frank:$SECRET" imap://imap.example.net/
	fetch 0 -u "gina:$SECRET" --login-options 'AUTH=LOGIN' pop3://pop.example.org/
	speak 110 "USER otto" "PASS $SECRET" STAT QUIT
	fetch 0 -u "hugo:$SECRET" pop3://pop.example.org/
	fetch 67 -u "ines:wrong-$SECRET" pop3://pop.example.org/
	fetch 0 --ssl-reqd -u "jan:$SECRET" pop3://pop.example.net/
}

fetch_files() {
	fetch 0 --disable-epsv -u "anonymous:$SECRET" "ftp://ftp.example.org/folder/a%20file" -o /dev/null
	fetch 67 -u "karl:wrong-$SECRET" ftp://ftp.example.org/
	fetch 0 --ssl-reqd -u "anonymous:$SECRET" ftp://ftp.example.net/folder/
}

# said FILTER FIELD...: of the records that the filter selects, sorted; "-" for a field that is not there
said() {
	local filter=$1
	shift
	jq -rs --args "map(select($filter))"' | map(. as $record | [$ARGS.positional[] | $record[.] // "-"] | map(tostring) | join("/")) | sort | join(" ")' "$@" <"$work/flows.json"
}

check_smtp() {
	local mail='.applicationName == "smtp" and .smtpFirstSender'
	expect "mails" "$(said "$mail" smtpFirstSender smtpRcptCommandCount smtpFirstRecipient smtpDomain transactionNumber)" \
		"<>/1/four@refused.example/client.example.com/- first@example.com/1/six@example.org/twice/- second@example.com/1/seven@example.org/twice/2$(
		) sender@example.com/1/three@example.org/client.example.com/- sender@example.com/2/one@example.org/client.example.com/-"
	expect "whom they come from" "$(said "$mail and .smtpUser" smtpUser smtpAuthenticationMechanism destinationTransportPort)" \
		"alice/PLAIN/25 bob/LOGIN/10025"
	expect "a refusal" "$(said "$mail and .smtpFirstError" smtpFirstRecipient smtpFirstError smtpLastReply)" "four@refused.example/550/221"
	expect "greeting" "$(said '.applicationName == "smtp"' smtpGreeting | grep -o '[^ ]* ESMTP Exim' | sort -u)" "mx.example.org ESMTP Exim"
	expect "response times" "$(said '.applicationName == "smtp" and ((.smtpResponseTime // 0) < 1 or .smtpResponseTime > 5000000)' smtpFirstSender)" ""
	expect "STARTTLS of SMTP" "$(said '.applicationName == "smtp" and .tlsClientVersion' smtpDomain smtpCommandFlags smtpLastReply tlsSni)" \
		"once/2049/220/mx.example.net"
}

check_mailboxes() {
	expect "IMAP" "$(said '.applicationName == "imap"' mailboxUser mailboxMechanism mailboxLoginStatus mailboxCommands tlsSni)" \
		"-/-/-/CAPABILITY,STARTTLS/imap.example.net dave/PLAIN/OK/CAPABILITY,AUTHENTICATE,LIST,LOGOUT/- erin/LOGIN/NO/CAPABILITY,AUTHENTICATE/-"
	expect "POP3" "$(said '.applicationName == "pop3"' mailboxUser mailboxMechanism mailboxLoginStatus mailboxCommands tlsSni)" \
		"-/-/-/CAPA,STLS/pop.example.net gina/LOGIN/+OK/CAPA,AUTH,LIST,QUIT/- hugo/PLAIN/+OK/CAPA,AUTH,LIST,QUIT/- ines/PLAIN/-ERR/CAPA,AUTH/-$(
		) otto/-/+OK/USER,PASS,STAT,QUIT/-"
	expect "their greetings" "$(said '.applicationName == "imap" or .applicationName == "pop3"' mailboxGreeting | grep -o 'Dovecot (Debian) ready' | wc -l)" 8
	expect "their response times" "$(said '.mailboxGreeting and ((.mailboxResponseTime // 0) < 1 or .mailboxResponseTime > 5000000)' mailboxUser)" ""
}

check_files() {
	expect "FTP" "$(said '.applicationName == "ftp"' ftpUser ftpGreeting ftpFile ftpCommands ftpDataIPv4Address tlsSni | sed s/,QUIT//)" \
		"-/Welcome here/-/AUTH/-/ftp.example.net anonymous/Welcome here/a file/USER,PASS,PWD,CWD,PASV,TYPE,SIZE,RETR/$ADDRESS_B/-$(
		) karl/Welcome here/-/USER/-/-"
	expect "its last replies" "$(said '.applicationName == "ftp" and .ftpUser != "anonymous"' ftpCommands ftpLastReply)" "AUTH/234 USER/530"
	expect "where its data went" "$(said '.ftpDataPort' ftpDataPort)" "$(said '.applicationName == null' destinationTransportPort)"
}

check_tls() {
	expect "TLS behind a handover" "$(said '.applicationName != "tls" and .tlsClientVersion' applicationName tlsServerVersion)" "ftp/772 imap/772 pop3/772 smtp/772"
	expect "JA3, JA4 and JA3S of them" "$(said '.applicationName != "tls" and .tlsJa3Fingerprint and .tlsJa3s and .tlsJa4' applicationName)" "ftp imap pop3 smtp"
	expect "no password is told" "$(grep -c "$SECRET" "$work/flows.json")" 0
}

chmod 755 "$work"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -out "$work/cert" -days 2 -subj /CN=mail.example.org 2>/dev/null
chmod 644 "$work/key"
make_dovecot
make_exim
make_vsftpd
make_pair
serve
start_meter --hook tc --l7 full -e "json:$work/flows.json"
send_mail
read_mail
fetch_files
stop_meter || not_ok "meter ends" "exit status $?"
check_smtp
check_mailboxes
check_files
check_tls
