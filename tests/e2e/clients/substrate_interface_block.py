"""Renames the caller's organisation and reads the block that this is in, with substrate-interface.

Arguments: the node's address, the new name. Prints what it read, as JSON.
"""

import json
import sys

from substrateinterface import Keypair, SubstrateInterface

chain = SubstrateInterface(url=sys.argv[1])
alice = Keypair.create_from_uri("//Alice")
call = chain.compose_call("MerchantRegistry", "update_profile", {"name": sys.argv[2], "gln": None})
signed = chain.create_signed_extrinsic(call=call, keypair=alice, era={"period": 64})
receipt = chain.submit_extrinsic(signed, wait_for_inclusion=True)
block = chain.get_block(receipt.block_hash)
print(
    json.dumps(
        {
            "block": receipt.block_hash,
            "succeeded": receipt.is_success,
            "own": receipt.extrinsic_hash,
            "events": [
                f"{it.value['module_id']}.{it.value['event_id']}" for it in receipt.triggered_events
            ],
            "hashes": [f"0x{it.extrinsic_hash.hex()}" for it in block["extrinsics"]],
            "calls": [it.value["call"]["call_function"] for it in block["extrinsics"]],
        }
    )
)
