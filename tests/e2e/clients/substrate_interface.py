"""Reads, signs and reads again with substrate-interface. Its only argument is the node's address."""

import sys

from substrateinterface import Keypair, SubstrateInterface

chain = SubstrateInterface(url=sys.argv[1])
print(chain.rpc_request("state_getRuntimeVersion", [])["result"]["specName"])
alice = Keypair.create_from_uri("//Alice")


def rename(name):
    call = chain.compose_call("MerchantRegistry", "update_profile", {"name": name, "gln": None})
    # Without an era a signature lives for ever.
    signed = chain.create_signed_extrinsic(call=call, keypair=alice, era={"period": 64})
    receipt = chain.submit_extrinsic(signed, wait_for_finalization=True)
    assert receipt.is_success, receipt.error_message
    answer = chain.rpc_request("trace_organisation", [0])["result"]["value"]
    return answer["name"]


print(rename("0x4142"))
print(rename("0x" + "0x4142".encode().hex()))
