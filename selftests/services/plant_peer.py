#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Both ends of a plant's connections: serve ADDRESS, then ask ADDRESS.

Modbus/TCP is spoken by pymodbus. Of IEC 60870-5-104 and DNP3, for which Debian has no peer, each end says in turn
what is below.
"""
import socket
import sys
import threading

from pymodbus.client import ModbusTcpClient
from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartTcpServer

# port: what is asked, and what is answered
SCRIPTS = {
    2404: [  # started, interrogated: a single point and a float; tested
        ("680407000000", "68040b000000"),
        ("680e00000000640106030a0000000014",
         "680e00000200640107030a0000000014" "680e02000200010114000a00e9030001"
         "6812040002000d0114000a00d107000000000000"),
        ("680401000600" "680443000000", "680483000000"),
    ],
    20000: [  # a read of classes 1 to 3, and of what does not exist
        ("056411c4040003004eefc0c1013c02063c03063c04061026",
         "05642d4403000400c081c0e18190000201280100000000000000aab6"
         "00000000000000000000000000000000ffff0000000000000000ffff"),
        ("05640ec4040003006dd3c2c202500100070700f395", "05640a44030004007caec1c28100003303"),
    ],
}


def receive(connection, text):
    wanted = len(bytes.fromhex(text))
    while wanted > 0:
        got = connection.recv(wanted)
        if not got:
            return
        wanted -= len(got)


def answer(address, port):
    with socket.create_server((address, port)) as server:
        connection, _ = server.accept()
        for question, reply in SCRIPTS[port]:
            receive(connection, question)
            connection.sendall(bytes.fromhex(reply))
        connection.recv(1)


def serve(address):
    for port in SCRIPTS:
        threading.Thread(target=answer, args=(address, port), daemon=True).start()
    device = ModbusSlaveContext(hr=ModbusSequentialDataBlock(1, [17] * 200))
    StartTcpServer(context=ModbusServerContext(slaves=device, single=True), address=(address, 502))


def ask(address):
    client = ModbusTcpClient(address, port=502)
    client.connect()
    assert client.read_holding_registers(107, 3, slave=7).registers == [17, 17, 17]
    assert not client.write_registers(5, [1, 2], slave=7).isError()
    assert client.read_holding_registers(4000, 1, slave=7).isError()
    client.close()
    for port, script in SCRIPTS.items():
        with socket.create_connection((address, port)) as connection:
            for question, reply in script:
                connection.sendall(bytes.fromhex(question))
                receive(connection, reply)


{"serve": serve, "ask": ask}[sys.argv[1]](sys.argv[2])
