# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Rows of mail, databases, files and shells."""
import re

from l7_row import LINE, but, number, row

# Mail.

SMTP_BITS = {"EHLO": 1, "HELO": 2, "MAIL": 4, "RCPT": 8, "DATA": 16, "RSET": 32, "QUIT": 1024, "STARTTLS": 2048, "AUTH": 4096}


def smtp_flags(record):
    flags = record.get("smtpCommandFlags", 0)
    return [name for name, bit in SMTP_BITS.items() if flags & bit]


def parameter_of(command, pattern):
    """Of the packet's only command, or of each command, its parameter's part that the pattern has."""
    def values(packet):
        for name, parameter in zip(packet["smtp.req.command"], packet["smtp.req.parameter"]):
            found = re.match(pattern, parameter, re.IGNORECASE) if name.upper() in command else None
            if found:
                yield found[1]
    return values


SMTP = ["smtp.req.command", "smtp.req.parameter"]
PATH = r"\s*<?((?:\"[^\"]*\"|[^>\s])*)>?"  # a quoted local part may hold a space (RFC 5321 4.1.2)
row("smtp", "smtpCommandFlags", "smtp.req.command", lambda text: text.upper() if text.upper() in SMTP_BITS else None, record=smtp_flags)
row("smtp", "smtpDomain", SMTP, parameter_of(("EHLO", "HELO"), r"(\S+)"))
row("smtp", "smtpFirstSender", SMTP, parameter_of(("MAIL",), "FROM:" + PATH), room=LINE,
    record=lambda record: [record.get("smtpFirstSender", "").replace("<>", "")])
row("smtp", "smtpFirstRecipient", SMTP, parameter_of(("RCPT",), "TO:" + PATH), one=True, room=LINE)
row("smtp", "smtpAuthenticationMechanism", SMTP, parameter_of(("AUTH",), r"(\S+)"))
row("smtp", "smtpUser", "smtp.auth.username")
row("smtp", "smtpLastReply", "smtp.response.code", number, one=True)
row("smtp", "smtpFirstError", "smtp.response.code", lambda text: number(text) if number(text) >= 400 else None, one=True)


def commands(record):
    return record.get("mailboxCommands", "").split(",")


row("imap", "mailboxCommands", "imap.request.command", str.upper, record=commands, spoken=("imap",))
row("imap", "mailboxUser", "imap.request.username", lambda text: text.strip('"'), spoken=("imap",))
row("pop3", "mailboxCommands", "pop.request.command", str.upper, record=commands, spoken=("pop3",))
row("pop3", "mailboxUser", ["pop.request.command", "pop.request.parameter"], lambda packet: packet["pop.request.parameter"][:1]
    if packet["pop.request.command"][:1] == ["USER"] else [], spoken=("pop3",))

# Databases.


def verb(text):
    found = re.match(r"\s*([A-Za-z]+)", re.sub(r"/\*.*?\*/|--[^\n]*\n", " ", text, flags=re.DOTALL))
    return found[1].upper() if found else None


def sql(protocol, ours, *rest, **options):
    row(protocol, ours, *rest, spoken=(protocol,), **options)


sql("mysql", "sqlUser", "mysql.user")
sql("mysql", "sqlDatabase", "mysql.schema")
sql("mysql", "sqlServerVersion", "mysql.version")
sql("mysql", "sqlStatement", "mysql.query", room=100,
    record=lambda record: [record.get("sqlStatement")] if record.get("sqlCommand") in ("query", "prepare") else [])
sql("mysql", "sqlStatementVerb", "mysql.query", verb)
sql("mysql", "sqlErrorCode", "mysql.error_code", number)
sql("mysql", "sqlState", "mysql.sqlstate")

PGSQL = ["pgsql.parameter_name", "pgsql.parameter_value"]


def startup(name):
    return lambda packet: [value for key, value in zip(packet["pgsql.parameter_name"], packet["pgsql.parameter_value"]) if key == name]


sql("postgresql", "sqlUser", PGSQL, startup("user"))
sql("postgresql", "sqlDatabase", PGSQL, startup("database"))
sql("postgresql", "sqlClientProgram", PGSQL, startup("application_name"), one=True)
sql("postgresql", "sqlServerVersion", PGSQL, startup("server_version"))
sql("postgresql", "sqlStatement", "pgsql.query", lambda text: text or None, room=100)
sql("postgresql", "sqlStatementVerb", "pgsql.query", verb)
sql("postgresql", "sqlState", ["pgsql.code", "pgsql.severity"], lambda packet: [code for code, severity in zip(packet["pgsql.code"], packet["pgsql.severity"])
    if severity in ("ERROR", "FATAL", "PANIC")])

sql("tds", "sqlUser", "tds.7login.username")
sql("tds", "sqlDatabase", "tds.7login.databasename", one=True)
sql("tds", "sqlClientProgram", "tds.7login.appname")
sql("tds", "sqlStatement", "tds.query", room=100)
sql("tds", "sqlStatementVerb", "tds.query", verb)
sql("tds", "sqlProcedure", "tds.rpc.name")
sql("tds", "sqlErrorCode", "tds.error.number", number)

# Files.


def is_smb_request(packet):
    return packet["smb2.flags.response"][:1] in (["0"], ["False"]) or packet["smb.flags.response"][:1] in (["0"], ["False"])


def is_smb_response(packet):
    return packet["smb2.flags.response"][:1] in (["1"], ["True"]) or packet["smb.flags.response"][:1] in (["1"], ["True"])


NO_FURTHER_COMMAND, PENDING, DIALECT_TO_COME = 0xff, 0x103, 0x2ff
SMB = {"spoken": ("smb",), "also": ["smb2.flags.response", "smb.flags.response"]}


def smb(ours, theirs, convert=str, **options):
    """`theirs`: SMB 2's field and SMB 1's. An empty text is "NULL" to tshark."""
    def values(packet):
        return [convert(value) for field in theirs for value in packet[field] if value != "NULL"]
    row("smb", ours, theirs, values, room=LINE, **SMB, **options)


def but(convert, *others):
    return lambda text: None if convert(text) in others else convert(text)


def files(packet):
    """Not those that a DFS referral is asked for, which are no files (and come by SMB 2's IOCTL as well); of a renaming the old name."""
    if packet["smb2.cmd"]:
        return [name.lstrip("\\") for name in packet["smb2.filename"]]
    return [] if "0x0010" in packet["smb.trans2.cmd"] else [name.lstrip("\\") for name in packet["smb.file"][:1]]


smb("smbCommand", ["smb2.cmd", "smb.cmd"], but(number, NO_FURTHER_COMMAND),
    when=lambda packet: is_smb_request(packet) and not packet["udp.dstport"])  # (a NetBIOS datagram's is another thing)
smb("smbTree", ["smb2.tree", "smb.path"], when=is_smb_request)
row("smb", "smbFile", ["smb2.cmd", "smb2.filename", "smb.file", "smb.trans2.cmd"], files, when=is_smb_request, room=LINE, **SMB,
    record=lambda record: [record.get("smbFile", "").lstrip("\\")])
smb("smbDialect", ["smb2.dialect"], but(number, DIALECT_TO_COME), when=is_smb_response)
smb("smbUserName", ["ntlmssp.auth.username", "smb.account"])
smb("smbUserDomain", ["ntlmssp.auth.domain"])
smb("smbWorkstation", ["ntlmssp.auth.hostname"])
smb("smbStatus", ["smb2.nt_status", "smb.nt_status"], but(number, PENDING), when=is_smb_response)

row("ftp", "ftpCommands", "ftp.request.command", str.upper, record=lambda record: record.get("ftpCommands", "").split(","))
row("ftp", "ftpUser", ["ftp.request.command", "ftp.request.arg"],
    lambda packet: packet["ftp.request.arg"] if packet["ftp.request.command"] == ["USER"] else [])
row("ftp", "ftpFile", ["ftp.request.command", "ftp.request.arg"], lambda packet: packet["ftp.request.arg"]
    if packet["ftp.request.command"][:1] and packet["ftp.request.command"][0].upper() in ("RETR", "STOR", "APPE", "STOU") else [], one=True, room=LINE)
row("ftp", "ftpLastReply", "ftp.response.code", number, one=True)
row("ftp", "ftpDataIPv4Address", ["ftp.passive.ip", "ftp.active.cip", "ftp.eprt.ip"],
    lambda packet: packet["ftp.passive.ip"] + packet["ftp.active.cip"] + packet["ftp.eprt.ip"], one=True)
FTP_PORTS = ["ftp.passive.port", "ftp.active.port", "ftp.eprt.port", "ftp.epsv.port"]
row("ftp", "ftpDataPort", FTP_PORTS, lambda packet: [number(port) for field in FTP_PORTS for port in packet[field]], one=True)

# SSH: which end the server is, the ports tell.


def ssh_of(client):
    def values(packet):
        goes_to_server = packet["ssh.protocol"] and number(packet["tcp.srcport"][0]) > number(packet["tcp.dstport"][0])
        return packet["ssh.protocol"] if bool(goes_to_server) == client else []
    return values


row("ssh", "sshClientVersion", ["ssh.protocol", "tcp.srcport", "tcp.dstport"], ssh_of(True), room=LINE)
row("ssh", "sshServerVersion", ["ssh.protocol", "tcp.srcport", "tcp.dstport"], ssh_of(False), room=LINE)
row("ssh", "sshHassh", "ssh.kex.hassh")
row("ssh", "sshServerHassh", "ssh.kex.hasshserver")
