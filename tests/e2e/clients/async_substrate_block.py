"""Renames the caller's organisation and reads the block that this is in, with what calls itself
`async_substrate_interface`: the package of that name, or aio-substrate-interface.

Arguments: the node's address, the new name. Prints what it read, as JSON.
"""

import asyncio
import json
import sys

import sr25519
from async_substrate_interface import AsyncSubstrateInterface
from scalecodec.utils.ss58 import ss58_encode


class Alice:
    """Everybody's key `//Alice`. These packages bring none of their own."""

    crypto_type = 1
    ss58_format = 42

    def __init__(self):
        seed = "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a"
        self.public_key, self._secret = sr25519.pair_from_seed(bytes.fromhex(seed))
        self.ss58_address = ss58_encode(self.public_key, self.ss58_format)

    def sign(self, data):
        return sr25519.sign((self.public_key, self._secret), bytes(data))


async def main(url, name):
    async with AsyncSubstrateInterface(url=url) as chain:
        call = await chain.compose_call(
            "MerchantRegistry", "update_profile", {"name": name, "gln": None}
        )
        signed = await chain.create_signed_extrinsic(
            call=call, keypair=Alice(), era={"period": 64}
        )
        receipt = await chain.submit_extrinsic(signed, wait_for_inclusion=True)
        block = await chain.get_block(receipt.block_hash)
        events = await receipt.triggered_events
        return {
            "block": receipt.block_hash,
            "succeeded": await receipt.is_success,
            "own": receipt.extrinsic_hash,
            "events": [f"{it['event']['module_id']}.{it['event']['event_id']}" for it in events],
            "hashes": [f"0x{it.extrinsic_hash.hex()}" for it in block["extrinsics"]],
            "calls": [it.value["call"]["call_function"] for it in block["extrinsics"]],
        }


print(json.dumps(asyncio.run(main(*sys.argv[1:]))))
